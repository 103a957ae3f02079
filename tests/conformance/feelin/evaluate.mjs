// Evaluates FEEL with feelin: a line of JSON {text, context} in, a line of JSON out, for as long as there is input.
// node evaluate.mjs <folder with node_modules>

import path from 'node:path'
import readline from 'node:readline'
import {createRequire} from 'node:module'
import {pathToFileURL} from 'node:url'

const require = createRequire(path.join(path.resolve(process.argv[2]), 'package.json'))
const {evaluate} = await import(pathToFileURL(require.resolve('feelin')))

const KINDS = {FeelDate: 'date', FeelTime: 'time', FeelDateTime: 'date and time', FeelDuration: 'duration'}

function told(value) {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return {number: String(value)}
  if (typeof value === 'string') return {string: value}
  if (Array.isArray(value)) return value.map(told)
  if (typeof value === 'function') return {function: true}
  const name = value.constructor?.name
  if (KINDS[name]) return {[KINDS[name]]: value.iso}
  if (name === 'FeelRange') {
    const ends = [value['start included'], told(value.start), told(value.end), value['end included']]
    return {range: ends}
  }
  if (name === 'FeelFunction') return {function: true}
  return {context: Object.fromEntries(Object.entries(value).map(([key, each]) => [key, told(each)]))}
}

for await (const line of readline.createInterface({input: process.stdin})) {
  const {text, context} = JSON.parse(line)
  let answer
  try {
    answer = told(evaluate(text, context).value)
  } catch (error) {
    answer = {refused: String(error.message)}
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
}
