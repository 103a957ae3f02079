// Takes the person to what needs correction: the error summary first, from there to the field with its label in view.
import { once } from './attend.js'

export function focusErrors(root) {
  const summary = root.querySelector('.govuk-error-summary, [data-focus-first]')
  if (!summary || !once(summary, 'Focus')) return
  summary.setAttribute('tabindex', '-1')
  summary.focus()
  summary.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]')
    const field = link && document.getElementById(link.hash.slice(1))
    if (!field) return
    event.preventDefault()
    const group = field.closest('.govuk-form-group') ?? field
    group.scrollIntoView()
    const control = field.matches('input, select, textarea, button') ? field : field.querySelector('input, select, textarea')
    ;(control ?? field).focus({ preventScroll: true })
  })
}
