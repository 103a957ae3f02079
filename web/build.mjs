// Builds the browser assets: node build.mjs <output folder> <digest of the inputs>.
// Writes name.<hash>.ext with .br and .gz beside it, manifest.json and THIRD_PARTY_NOTICES.md.
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { build, transform } from 'esbuild'
import * as sass from 'sass'

const [out, inputs] = process.argv.slice(2)
const modules = 'node_modules'
const files = {}

function put(name, content) {
  const data = Buffer.from(content)
  const hash = crypto.createHash('sha256').update(data).digest('hex').slice(0, 10)
  files[name] = name.replace(/(\.[a-z0-9]+)$/, `.${hash}$1`)
  const file = path.join(out, files[name])
  fs.writeFileSync(file, data)
  fs.writeFileSync(`${file}.gz`, zlib.gzipSync(data, { level: 9 }))
  fs.writeFileSync(`${file}.br`, zlib.brotliCompressSync(data))
}

const read = (...parts) => fs.readFileSync(path.join(modules, ...parts), 'utf8')
const withoutMap = (code) => code.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n')

function notices() {
  const lock = JSON.parse(fs.readFileSync('package-lock.json', 'utf8')).packages
  const shipped = Object.keys(lock).filter((place) => place && !lock[place].dev).sort()
  return shipped.map((place) => {
    const about = JSON.parse(fs.readFileSync(path.join(place, 'package.json'), 'utf8'))
    const licence = fs.readdirSync(place).find((name) => /^licen[sc]e/i.test(name))
    const text = licence ? fs.readFileSync(path.join(place, licence), 'utf8') : `Licence: ${about.license}, by ${author(about)}`
    return `## ${about.name} ${about.version}\n\n${text.trim()}\n`
  }).join('\n')
}

function author(about) {
  return about.author?.name ?? about.author ?? 'the authors named in its repository'
}

fs.rmSync(out, { recursive: true, force: true })
fs.mkdirSync(out, { recursive: true })

put('htmx.js', withoutMap(read('htmx.org/dist/htmx.min.js')))
put('bpmn-viewer.js', withoutMap(read('bpmn-js/dist/bpmn-navigated-viewer.production.min.js')))
const viewer = ['diagram-js.css', 'bpmn-js.css'].map((name) => read('bpmn-js/dist/assets', name)).join('\n')
put('bpmn-viewer.css', (await transform(viewer, { loader: 'css', minify: true })).code)

const styles = sass.compile('scss/app.scss', { loadPaths: [modules], style: 'compressed', quietDeps: true })
put('app.css', (await transform(styles.css, { loader: 'css', minify: true })).code)

const script = await build({
  entryPoints: ['js/app.js'], bundle: true, minify: true, format: 'iife', target: 'es2020', write: false,
})
put('app.js', script.outputFiles[0].contents)

fs.writeFileSync(path.join(out, 'THIRD_PARTY_NOTICES.md'), `# Third-party software in this folder\n\n${notices()}`)
fs.writeFileSync(path.join(out, 'manifest.json'), JSON.stringify({ inputs, files }, null, 1) + '\n')
