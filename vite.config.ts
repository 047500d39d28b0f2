import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { appName } from './deploy/app-name.ts'
import { writeBill } from './deploy/bill-of-materials/bill-of-materials.ts'
import { formerServiceWorkers } from './deploy/hosts/former-service-workers.ts'
import { hosting } from './deploy/hosts/hosting-plugin.ts'
import { integrity } from './deploy/hosts/integrity.ts'
import { stylesInScripts } from './deploy/hosts/styles-in-scripts.ts'
import { webManifest } from './deploy/hosts/web-manifest.ts'
import { localEntra } from '#local-entra/vite'

export default defineConfig({
  plugins: [
    react(),
    localEntra({ appName }),
    webManifest(),
    formerServiceWorkers(),
    stylesInScripts(),
    integrity(),
    hosting(),
  ],
  server: { port: 5173, strictPort: true },
  // The dev server reloads the page when it finds a dependency late, for example that of the first hidden frame.
  optimizeDeps: { entries: ['index.html', 'redirect.html', 'front-channel-sign-out.html'] },
  build: {
    target: 'es2023',
    cssTarget: ['chrome123', 'firefox125', 'safari17.5'],
    // The content security policy does not allow data: URLs, and a separate file can be cached.
    assetsInlineLimit: 0,
    // If a preloaded module fails to load, WebKit does not request it again, not even after a reload.
    modulePreload: false,
  },
  // A separate build for the pages of hidden frames: in one build with the app, they would load shared chunks.
  environments: {
    client: {
      build: {
        rolldownOptions: {
          input: 'index.html',
          // V8 then compiles a script while it loads, and not each function when it is called:
          // https://v8.dev/blog/explicit-compile-hints
          output: { postBanner: '//# allFunctionsCalledOnLoad' },
        },
        // The licences of the packages in the build ask for their text in every copy.
        license: { fileName: 'licenses.txt' },
      },
    },
    frames: {
      consumer: 'client',
      build: {
        emptyOutDir: false,
        copyPublicDir: false,
        rolldownOptions: { input: ['redirect.html', 'front-channel-sign-out.html'] },
      },
    },
  },
  builder: {
    async buildApp(builder) {
      const built = []
      for (const environment of Object.values(builder.environments))
        built.push(await builder.build(environment))
      await writeBill(builder.config, built)
    },
  },
})
