/** Lint: usual rules, and which folder may import what (docs/architecture.md). A wrong import is an error. */
import svelte from 'eslint-plugin-svelte'
import tseslint from 'typescript-eslint'

/** Every import of these kinds is refused in `files`. */
const refuse = (files, patterns, ignores = []) => ({
  files,
  ignores,
  rules: { 'no-restricted-imports': ['error', { patterns: patterns.map(([regex, message]) => ({ regex, message })) }] },
})

const database = ['^better-sqlite3$', "SQLite is the store's alone."]
const images = ['^sharp$', "Images are imaging's alone."]
const electron = ['^electron', 'Electron is for main and preload.']
const node = ['^node:', 'Runs where there is no Node.']
const packages = ['^[^.]', 'Imports nothing outside itself.']
const folder = (name) => [`/${name}/`, `May not import ${name}.`]
const everywhere = [database, images, electron]
const tests = ['**/*.test.ts', '**/testing/**']
const hosts = ['transport', 'server', 'cli', 'main', 'renderer']
const coreFolders = [
  'duplicates',
  'engines',
  'evaluation',
  'exchange',
  'imaging',
  'kernels',
  'learner',
  'learning',
  'library',
  'log',
  'map',
  'query',
  'search',
  'store',
  'tagging',
  'training',
]
const learning = 'learning'
/** Of search, what is pure and knows no catalogue. */
const searchMaths = 'search/(?:colour-histogram|embedding-scores|model-check|nearest|neighbour-graph|whitening)'

/** What a folder of the core may import beside itself and shared. */
const core = (name, allowed, packagesRefused = everywhere) => {
  const others = [...coreFolders.filter((other) => other !== name), ...hosts]
  const butNot = allowed.length > 0 ? `(?!(?:${allowed.join('|')})(?:/|\\.ts$))` : ''
  const message = `${name} may not import this (docs/architecture.md).`
  const elsewhere = [`^(?:\\.\\./)+${butNot}(?:${others.join('|')})/`, message]
  return refuse([`src/core/${name}/**/*.ts`], [...packagesRefused, elsewhere], tests)
}

export default tseslint.config(
  { ignores: ['out/', 'node_modules/', 'coverage/'] },
  ...tseslint.configs.recommended,
  ...svelte.configs.base,
  { files: ['**/*.svelte.ts'], languageOptions: { parser: tseslint.parser } },
  { files: ['**/*.svelte'], languageOptions: { parserOptions: { parser: tseslint.parser } } },
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      'prefer-const': ['error', { destructuring: 'all' }],
      'max-len': [
        'error',
        { code: 120, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true },
      ],
    },
  },
  {
    files: tests,
    rules: {
      'no-restricted-properties': ['error', { property: 'skipIf', message: 'Say why: skip(condition, reason).' }],
    },
  },
  // What $props gives is bound by the component's own rules.
  { files: ['**/*.svelte'], rules: { 'prefer-const': 'off' } },
  refuse(['src/**/*.ts', 'bench/**/*.ts'], everywhere, [
    'src/core/store/**',
    'src/core/imaging/**',
    'src/main/**',
    'src/preload/**',
    '**/*.test.ts',
    'bench/**',
  ]),
  refuse(['src/shared/*.ts'], [node, ['^\\.\\./', 'shared imports nothing.'], ...everywhere], tests),
  refuse(['src/shared/*/*.ts'], [node, ['^\\.\\./\\.\\./', 'shared imports nothing.'], ...everywhere], tests),
  refuse(['src/core/learning/**/*.ts'], [packages, ['^\\.\\./', 'learning imports nothing outside itself.']], tests),
  core('engines', [learning]),
  core('tools', []),
  core('log', []),
  core('imaging', [], [database, electron]),
  core('store', [], [images, electron]),
  core('kernels', []),
  core('search', [learning, 'imaging', 'kernels', 'store']),
  core('learner', [learning, 'engines', searchMaths]),
  core('evaluation', [learning, 'engines', 'imaging', 'learner', searchMaths]),
  core('library', ['imaging', 'store']),
  core('query', ['imaging/formats', 'library/gallery', 'store']),
  core('tagging', [
    'learning/random',
    'engines/onnx/neighbour-graph',
    'engines/onnx/thread-end',
    'kernels',
    'search',
    'store',
  ]),
  core('duplicates', [
    'engines/onnx/neighbour-graph',
    'engines/onnx/thread-end',
    'imaging',
    'library/(?:companions|thumbnails)',
    'search',
    'store',
  ]),
  core('map', ['learning/random', 'search']),
  core('training', [learning, 'learner', 'search', 'store']),
  core('exchange', [
    learning,
    'engines',
    'imaging',
    'learner',
    'library/(?:file-names|folders|paths|typed-folder)',
    'store',
  ]),
  refuse(
    ['src/main/**/*.ts'],
    [
      database,
      images,
      ...[...coreFolders, 'server', 'renderer'].map(folder),
      ['/cli/(?!host|semblance)', 'Of cli main may import what runs a command.'],
    ],
    tests,
  ),
  refuse(
    ['src/preload/**/*.ts'],
    [database, images, node, folder('core'), folder('server'), folder('cli'), folder('renderer')],
    tests,
  ),
  refuse(['src/transport/**/*.ts'], [...everywhere, folder('core'), folder('server'), folder('renderer')], tests),
  refuse(['src/renderer/**/*.ts'], [...everywhere, node, folder('core'), folder('server'), folder('cli')], tests),
)
