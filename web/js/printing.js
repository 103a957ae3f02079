// Shows <button data-print hidden>, which opens the browser's print dialog.
export function offerPrinting() {
  for (const button of document.querySelectorAll('button[data-print]')) {
    button.hidden = false
    button.addEventListener('click', () => window.print())
  }
}
