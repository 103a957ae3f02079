// What the pages gain with JavaScript. Every page works without it.
import { attend } from './attend.js'
import { focusErrors } from './errors.js'
import { guardAgainstDoubleSending } from './sending.js'
import { keepDrafts } from './draft.js'
import { refreshLists } from './refresh.js'
import { listenToShortcuts } from './shortcuts.js'
import { openViewers } from './viewer.js'
import { showTokens } from './diagram.js'
import { offerPrinting } from './printing.js'
import { warnBeforeSessionEnds } from './session.js'

document.documentElement.classList.add('js')
attend(focusErrors)
attend(keepDrafts)
attend(openViewers)
attend(showTokens)
guardAgainstDoubleSending()
offerPrinting()
listenToShortcuts()
refreshLists()
warnBeforeSessionEnds()
