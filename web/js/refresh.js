// Every minute, and when the person comes back to the page, lists are asked to load themselves again:
// <div data-refresh hx-get="…" hx-trigger="refresh">. A list that is being worked in is left alone.
const EVERY_MILLISECONDS = 60000

export function refreshLists() {
  setInterval(refresh, EVERY_MILLISECONDS)
  document.addEventListener('visibilitychange', refresh)
}

function refresh() {
  if (document.visibilityState !== 'visible') return
  for (const list of document.querySelectorAll('[data-refresh]')) {
    const inUse = list.contains(document.activeElement) || list.querySelector('input:checked')
    if (!inUse) list.dispatchEvent(new CustomEvent('refresh'))
  }
}
