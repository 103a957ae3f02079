// Opens BPMN files and saves them again with the library of bpmn.io's modelers, as Camunda Modeler does.
// node save_as_modeler.mjs <folder with node_modules> <folder to write to> <file>...
// Prints the library's warnings as JSON, by file.

import fs from 'node:fs'
import path from 'node:path'
import {createRequire} from 'node:module'
import {pathToFileURL} from 'node:url'

const [packages, target, ...files] = process.argv.slice(2)
const require = createRequire(path.join(path.resolve(packages), 'package.json'))
const {BpmnModdle} = await import(pathToFileURL(require.resolve('bpmn-moddle')))
const zeebe = require('zeebe-bpmn-moddle/resources/zeebe.json')

const found = {}
for (const file of files) {
  const library = new BpmnModdle({zeebe})
  const opened = await library.fromXML(fs.readFileSync(file, 'utf8'))
  const saved = await library.toXML(opened.rootElement, {format: true})
  fs.writeFileSync(path.join(target, path.basename(file)), saved.xml)
  found[path.basename(file)] = opened.warnings.map(warning => warning.message)
}
process.stdout.write(JSON.stringify(found))
