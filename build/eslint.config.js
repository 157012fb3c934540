import root from '../eslint.config.js';

// These scripts run before any package is installed, so they are plain JavaScript: their types stand in JSDoc, where
// build/tsconfig.json checks them and this rule cannot see them.
export default [...root, { rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' } }];
