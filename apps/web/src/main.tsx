/** Opens the app: the chosen language first, then the page of the address. */
import '@mantine/core/styles.css'
import './design/workshop.css'
import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiProblem } from './api/client.ts'
import { cssVariables, theme } from './app/theme.ts'
import { firstLanguage, showLanguage } from './language/language.ts'
import { createAppRouter } from './router.tsx'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What the server refused it will refuse again; only a lost connection is worth another try.
      retry: (failures, problem) => failures < 2 && !(problem instanceof ApiProblem && problem.status > 0),
      refetchOnWindowFocus: false,
    },
  },
})
const router = createAppRouter()

await showLanguage(firstLanguage())
const place = document.getElementById('root')
if (place)
  createRoot(place).render(
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
          <QueryClientProvider client={queries}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </MantineProvider>
      </I18nProvider>
    </StrictMode>,
  )
