// Saves a form two seconds after the last change.
// <form data-draft="/tasks/1/draft"> … <p data-draft-status data-saved="Draft saved" data-unsent="Not sent yet" role="status">
import { once } from './attend.js'

const WAIT_MILLISECONDS = 2000

export function keepDrafts(root) {
  for (const form of root.querySelectorAll('form[data-draft]')) {
    if (once(form, 'Draft')) keep(form)
  }
}

function keep(form) {
  const status = form.querySelector('[data-draft-status]')
  let waiting
  const say = (text) => {
    if (status) status.textContent = text
  }
  const save = async () => {
    if (form.dataset.sent) return
    try {
      const body = new URLSearchParams()
      for (const [name, value] of new FormData(form)) {
        if (typeof value === 'string') body.append(name, value)
      }
      const answer = await fetch(form.dataset.draft, { method: 'POST', body, headers: { 'HX-Request': 'true' }, redirect: 'manual' })
      if (answer.type !== 'opaqueredirect' && !answer.ok) throw new Error(String(answer.status))
      const clock = new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' })
      say(`${status?.dataset.saved ?? ''} ${clock}`)
    } catch {
      say(status?.dataset.unsent ?? '')
    }
  }
  const later = () => {
    clearTimeout(waiting)
    waiting = setTimeout(save, WAIT_MILLISECONDS)
  }
  form.addEventListener('input', later)
  form.addEventListener('change', later)
  form.addEventListener('submit', () => clearTimeout(waiting))
  window.addEventListener('online', () => {
    if (waiting) save()
  })
}
