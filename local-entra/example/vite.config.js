import { defineConfig } from 'vite'
import { localEntra } from 'local-entra/vite'

export default defineConfig({
  plugins: [localEntra()],
  build: { rolldownOptions: { input: ['index.html', 'redirect.html'] } },
})
