import js from '@eslint/js';
import next from '@next/eslint-plugin-next';
import { defineConfig, globalIgnores } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import ts from 'typescript-eslint';
import * as rules from './infra/lint/rules.js';

const portal = ['apps/portal/**/*.{ts,tsx}'];

export default defineConfig(
  globalIgnores([
    '**/node_modules',
    '**/dist',
    '**/generated',
    '**/.next',
    '.rockpool',
    '**/test-results',
    '**/*.d.ts',
  ]),
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [ts.configs.strict],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // a literal says it better, and `!` after a checked index is shorter than an impossible branch
      '@typescript-eslint/no-non-null-assertion': 'off',
      // generics of zod and node read as `void` where a promise's value is not wanted
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      // the compiler knows undefined names better
      'no-undef': 'off',
      // control characters are what several of our parsers look for
      'no-control-regex': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly'])),
    },
    rules: { 'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }] },
  },
  {
    // served to browsers as it is
    files: ['apps/portal/public/*.js'],
    languageOptions: { globals: { document: 'readonly', location: 'readonly', DOMParser: 'readonly' } },
  },
  {
    files: portal,
    plugins: { '@next/next': next, 'react-hooks': reactHooks },
    settings: { next: { rootDir: 'apps/portal' } },
    rules: {
      ...next.configs.recommended.rules,
      ...next.configs['core-web-vitals'].rules,
      ...reactHooks.configs.recommended.rules,
    },
  },
  {
    plugins: {
      rockpool: {
        rules: {
          'import-direction': rules.importDirection,
          purity: rules.purity,
          'vendor-home': rules.vendorHome,
          'env-home': rules.envHome,
          names: rules.names,
          erasable: rules.erasable,
        },
      },
    },
    rules: {
      'rockpool/import-direction': 'error',
      'rockpool/purity': 'error',
      'rockpool/vendor-home': 'error',
      'rockpool/env-home': 'error',
      'rockpool/names': 'error',
      'rockpool/erasable': 'error',
    },
  },
);
