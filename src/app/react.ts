// React, in one file of the build: the public page loads it ahead of the rest of the app.
import 'react/jsx-runtime'

export { createRoot } from 'react-dom/client'
