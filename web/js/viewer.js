// Opens bpmn-js on demand:
// <button data-viewer="frame id" data-xml="/…/model.bpmn" data-script="…bpmn-viewer.js" data-style="…bpmn-viewer.css" hidden>
import { once } from './attend.js'

export function openViewers(root) {
  for (const button of root.querySelectorAll('button[data-viewer]')) {
    if (!once(button, 'Viewer')) continue
    button.hidden = false
    button.addEventListener('click', () => open(button))
  }
}

async function open(button) {
  button.disabled = true
  const [, xml] = await Promise.all([load(button), fetch(button.dataset.xml).then((answer) => answer.text())])
  const frame = document.getElementById(button.dataset.viewer)
  frame.replaceChildren()
  frame.classList.add('diagram-frame--viewer')
  const viewer = new window.BpmnJS({ container: frame })
  await viewer.importXML(xml)
  viewer.get('canvas').zoom('fit-viewport')
  button.hidden = true
}

function load(button) {
  const style = document.createElement('link')
  style.rel = 'stylesheet'
  style.href = button.dataset.style
  document.head.append(style)
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = button.dataset.script
    script.onload = resolve
    script.onerror = reject
    document.head.append(script)
  })
}
