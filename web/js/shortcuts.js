// j and k move between rows, o opens, c claims, / searches. <body data-shortcuts> switches them on; never inside a field.
export function listenToShortcuts() {
  document.addEventListener('keydown', (event) => {
    if (document.body.dataset.shortcuts === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target.closest('input, select, textarea, [contenteditable]')) return
    const act = ACTIONS[event.key]
    if (act && act()) event.preventDefault()
  })
}

const rows = () => [...document.querySelectorAll('.task-row')]
const current = () => document.querySelector('.task-row--current')

function move(by) {
  const all = rows()
  if (!all.length) return false
  const place = all.indexOf(current())
  const next = all[Math.min(Math.max(place + by, 0), all.length - 1)]
  current()?.classList.remove('task-row--current')
  next.classList.add('task-row--current')
  const link = next.querySelector('.task-row__name')
  link?.focus()
  return true
}

function press(selector) {
  const found = current()?.querySelector(selector)
  found?.click()
  return Boolean(found)
}

const ACTIONS = {
  j: () => move(1),
  k: () => move(-1),
  o: () => press('.task-row__name'),
  c: () => press('[data-claim]'),
  '/': () => {
    const field = document.querySelector('[data-search]')
    field?.focus()
    return Boolean(field)
  },
}
