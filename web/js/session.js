// Shows <div data-session-ends="seconds from now" hidden role="alert"> five minutes before the session ends.
const BEFORE_SECONDS = 300

export function warnBeforeSessionEnds() {
  const warning = document.querySelector('[data-session-ends]')
  if (!warning) return
  const seconds = Number(warning.dataset.sessionEnds) - BEFORE_SECONDS
  setTimeout(() => (warning.hidden = false), Math.max(0, Math.min(seconds, 86400)) * 1000)
}
