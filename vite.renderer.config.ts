/**
 * Builds the window (src/renderer) to out/renderer: plain files, no inline script or style, so that the
 * strict policy below holds. The policy is added to the built page only; Vite's dev server needs inline styles.
 */
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import type { Plugin } from 'vite'

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' photo: blob: data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const contentSecurityPolicy: Plugin = {
  name: 'semblance-content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: policy }, injectTo: 'head-prepend' },
  ],
}

export default defineConfig({
  root: fileURLToPath(new URL('./src/renderer', import.meta.url)),
  base: './',
  plugins: [svelte(), contentSecurityPolicy],
  build: {
    outDir: fileURLToPath(new URL('./out/renderer', import.meta.url)),
    emptyOutDir: true,
    target: 'es2023',
    // These know light-dark().
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // For the notices of a package.
    license: { fileName: 'licences.json' },
    // Never a data: URL: the policy forbids them.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
