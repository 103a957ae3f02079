// Scrolls a diagram that is larger than its frame to the first place where the case stands, else to where it starts.
import { once } from './attend.js'

export function showTokens(root) {
  for (const frame of root.querySelectorAll('.diagram-frame')) {
    if (!once(frame, 'Tokens')) continue
    const token =
      frame.querySelector('.is-incident:not(.subProcess), .is-active:not(.subProcess)') ?? frame.querySelector('.startEvent')
    if (!token) continue
    const place = token.getBoundingClientRect()
    const seen = frame.getBoundingClientRect()
    frame.scrollLeft += place.left - seen.left - (seen.width - place.width) / 2
    frame.scrollTop += place.top - seen.top - (seen.height - place.height) / 2
  }
}
