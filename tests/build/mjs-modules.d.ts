// build/ is plain JavaScript, whose types build/tsconfig.json checks; the tests take its functions as they come.
declare module '*.mjs';
