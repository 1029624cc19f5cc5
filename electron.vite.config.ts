/** Bundles Electron's processes to out/main and out/preload. The window itself is vite.renderer.config.ts's. */
import { defineConfig } from 'electron-vite'

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      externalizeDeps: { include: ['exiftool-vendored'] },
      rollupOptions: {
        input: {
          main: 'src/main/main.ts',
          'core-process': 'src/main/core-process.ts',
          'command-process': 'src/main/command-process.ts',
          'learner-process': 'src/main/learner-process.ts',
          'decode-worker': 'src/core/imaging/decode-worker.ts',
          'graph-worker': 'src/core/tagging/graph-worker.ts',
          'grouping-worker': 'src/core/tagging/grouping-worker.ts',
          'layout-worker': 'src/core/map/layout-worker.ts',
          'levels-worker': 'src/core/search/levels-worker.ts',
          'looking-worker': 'src/core/duplicates/looking-worker.ts',
          'ranking-worker': 'src/core/tagging/ranking-worker.ts',
          'regions-worker': 'src/core/search/regions-worker.ts',
          'sidecar-worker': 'src/core/exchange/sidecar-worker.ts',
          'write-back-worker': 'src/core/store/write-back-worker.ts',
        },
        // In one folder, since what is shared names threads and other files as seen from itself.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload script is one CommonJS file that may require electron only.
      externalizeDeps: false,
      rollupOptions: { input: 'src/preload/preload.ts', output: { format: 'cjs', entryFileNames: 'preload.cjs' } },
    },
  },
})
