// A second press on a button within the same page sends nothing: the first one is under way.
export function guardAgainstDoubleSending() {
  document.addEventListener('submit', (event) => {
    const form = event.target
    if (form.method !== 'post' || form.dataset.mayRepeat !== undefined) return
    if (form.dataset.sent && !event.defaultPrevented) {
      event.preventDefault()
      return
    }
    form.dataset.sent = 'yes'
    setTimeout(() => delete form.dataset.sent, 10000)
  })
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent
  })
}
