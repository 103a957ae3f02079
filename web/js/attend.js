// Runs a function on the page now, and on what htmx swaps in later.
export function attend(work) {
  work(document)
  document.addEventListener('htmx:after:swap', () => work(document))
}

// True the first time it is asked about an element for that purpose.
export function once(element, purpose) {
  const mark = `done${purpose}`
  if (element.dataset[mark]) return false
  element.dataset[mark] = 'yes'
  return true
}
