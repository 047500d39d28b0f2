import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { formerServiceWorkers } from './deploy/hosts/former-service-workers.ts'
import { hosting } from './deploy/hosts/hosting-plugin.ts'
import { webManifest } from './deploy/hosts/web-manifest.ts'
import { localStack } from './local-entra/vite-plugin.ts'

export default defineConfig({
  plugins: [react(), localStack(), webManifest(), formerServiceWorkers(), hosting()],
  server: { port: 5173, strictPort: true },
  build: {
    target: 'es2023',
    cssTarget: ['chrome123', 'firefox125', 'safari17.5'],
    // The policy allows no data: URL, and a small file of its own is cached better.
    assetsInlineLimit: 0,
    // WebKit keeps a preloaded module that failed to load, and does not ask for it again, not even after a reload.
    modulePreload: false,
  },
  // The pages of the hidden frames are built by themselves: together with the app they would load the app's chunks.
  environments: {
    client: { build: { rolldownOptions: { input: 'index.html' } } },
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
      for (const environment of Object.values(builder.environments))
        await builder.build(environment)
    },
  },
})
