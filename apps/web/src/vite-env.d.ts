/** What the bundler adds to the language: styles, and catalogues of texts as modules. */
/// <reference types="vite/client" />
declare module '*.po' {
  import type { Messages } from '@lingui/core'
  export const messages: Messages
}
