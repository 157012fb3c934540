import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import vue from 'eslint-plugin-vue';
import globals from 'globals';
import ts from 'typescript-eslint';

/** A folder may not import what its group forbids: the layers of CONTRIBUTING.md, checked. */
function layer(files, group, message) {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] } };
}

const NODE = ['node:*', 'fs', 'fs/*', 'path', 'os', 'child_process', 'worker_threads', 'crypto', 'module', 'process'];
// Patterns match as in a gitignore file: the slash keeps our own electron/ folder out of it.
const ELECTRON = ['/electron', '/electron-log', '/electron-log/*'];
const VUE = ['vue', 'pinia', 'vue/*', 'chart.js', 'chart.js/*', '**/renderer/**'];
const TENSORFLOW = ['@tensorflow/*'];

export default ts.config(
  { ignores: ['dist/', 'release/', 'out/', 'test-results/', 'playwright-report/'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...ts.configs.stylistic,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    // TypeScript checks names already.
    rules: { 'no-undef': 'off' },
  },
  {
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      'vue/multi-word-component-names': 'off',
      eqeqeq: 'error',
      'no-console': 'off',
    },
  },
  { files: ['**/*.{mjs,js}'], languageOptions: { globals: globals.node } },
  {
    // Their schemas' inferred types are their contract.
    files: ['src-core/search/config.ts', 'tests/**'],
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
  layer(
    ['src-core/**'],
    [...ELECTRON, ...VUE, '**/electron/**'],
    'src-core knows no Electron, no window and no Vue: it runs the same under the app, the command line and the tests.',
  ),
  layer(
    ['renderer/**'],
    [...NODE, ...ELECTRON, ...TENSORFLOW, '**/electron/main/**', '**/electron/preload/**'],
    'The window reaches the machine through window.dartboard only (electron/contract.ts).',
  ),
  layer(
    ['electron/**'],
    [...VUE, ...TENSORFLOW],
    'Electron processes never load TensorFlow (it crashes there) and draw nothing: the trainer is its own process.',
  ),
  prettier,
);
