import globals from 'globals';

import root from '../eslint.config.js';

export default [
  ...root,
  // These scripts run before any package is installed, so they are plain JavaScript: their types stand in JSDoc, where
  // build/tsconfig.json checks them and this rule cannot see them.
  { rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' } },
  {
    // Electron 22 loads no ES modules.
    files: ['**/*.cjs'],
    languageOptions: { globals: globals.node, sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
];
