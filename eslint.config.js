/** Lint: usual rules, and which folder may import what (docs/architecture.md). A wrong import is an error. */
import svelte from 'eslint-plugin-svelte'
import tseslint from 'typescript-eslint'

/** Every import of these kinds is refused in `files`. */
const refuse = (files, patterns, ignores = []) => ({
  files,
  ignores,
  rules: { 'no-restricted-imports': ['error', { patterns: patterns.map(([regex, message]) => ({ regex, message })) }] },
})

const database = ['^better-sqlite3$', 'SQLite is the store\'s alone.']
const images = ['^sharp$', 'Images are imaging\'s alone.']
const electron = ['^electron', 'Electron is for main and preload.']
const node = ['^node:', 'Runs where there is no Node.']
const packages = ['^[^.]', 'Imports nothing outside itself.']
const folder = (name) => [`/${name}/`, `May not import ${name}.`]
const everywhere = [database, images, electron]

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
    },
  },
  // What $props gives is bound by the component's own rules.
  { files: ['**/*.svelte'], rules: { 'prefer-const': 'off' } },
  refuse(['src/**/*.ts', 'bench/**/*.ts'], everywhere, ['src/core/store/**', 'src/core/imaging/**', 'src/main/**', 'src/preload/**', '**/*.test.ts', 'bench/**', 'src/renderer/dev/**']),
  refuse(['src/shared/**/*.ts'], [node, ['^\\.\\./', 'shared imports nothing.'], ...everywhere], ['**/*.test.ts']),
  refuse(['src/core/learning/**/*.ts'], [packages, ['^\\.\\./', 'learning imports nothing outside itself.']], ['**/*.test.ts']),
  refuse(['src/core/engines/**/*.ts'], [...everywhere, ...['learner', 'evaluation', 'store', 'library', 'services', 'imaging', 'shared', 'transport'].map(folder)], ['**/*.test.ts']),
  refuse(['src/core/learner/**/*.ts'], [...everywhere, ...['evaluation', 'store', 'library', 'services', 'imaging', 'transport'].map(folder)], ['**/*.test.ts']),
  refuse(['src/core/evaluation/**/*.ts'], [...everywhere, ...['store', 'library', 'services', 'transport'].map(folder)], ['**/*.test.ts']),
  refuse(['src/core/imaging/**/*.ts'], [database, electron, ...['store', 'library', 'services', 'learner', 'evaluation', 'learning', 'engines', 'transport'].map(folder)], ['**/*.test.ts']),
  refuse(['src/core/store/**/*.ts'], [images, electron, ...['imaging', 'library', 'services', 'learner', 'evaluation', 'learning', 'engines', 'transport'].map(folder)], ['**/*.test.ts']),
  refuse(['src/core/library/**/*.ts'], [...everywhere, ...['services', 'learner', 'evaluation', 'learning', 'engines', 'search', 'transport', 'server', 'cli', 'main', 'renderer'].map(folder)], ['**/*.test.ts']),
  refuse(['src/core/services/**/*.ts'], [...everywhere, ...['evaluation', 'transport', 'server', 'cli', 'main', 'renderer'].map(folder)], ['**/*.test.ts']),
  refuse(['src/main/**/*.ts'], [database, images, ...['store', 'library', 'services', 'imaging', 'learner', 'evaluation', 'learning', 'engines', 'server', 'cli', 'renderer'].map(folder)], ['**/*.test.ts']),
  refuse(['src/preload/**/*.ts'], [database, images, node, folder('core'), folder('server'), folder('cli'), folder('renderer')], ['**/*.test.ts']),
  refuse(['src/transport/**/*.ts'], [...everywhere, folder('core'), folder('server'), folder('renderer')], ['**/*.test.ts']),
  refuse(['src/renderer/**/*.ts'], [...everywhere, node, folder('core'), folder('server'), folder('cli')], ['**/*.test.ts', 'src/renderer/dev/**']),
)
