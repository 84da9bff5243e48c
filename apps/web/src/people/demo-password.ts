/**
 * The password that the demo users of this installation share, as this browser keeps it: from the address that the start
 * of the workshop printed, or from the first time that it was typed.
 *
 * Kept in localStorage, so that a new tab knows it too. What reads there could use the session cookie as well, and it
 * opens invented people alone, where the workshop listens on its own machine: elsewhere the server refuses it.
 */
import { useSyncExternalStore } from 'react'

const KEPT_AS = 'luban.demoPassword'

/** From `#demo=k3fm-7xqa-pd2w`, with or without the `#`. The part behind it never leaves the browser. */
export function demoPasswordIn(hash: string): string | undefined {
  const [, password] = /^#?demo=([\w-]{1,128})$/.exec(hash) ?? []
  return password
}

/** Where the browser forbids storage, or has no room (private windows): lasts until the page is closed. */
let unstored: string | undefined

export function keepDemoPassword(password: string): void {
  changeStore((store) => store.setItem(KEPT_AS, password), password)
}

export function forgetDemoPassword(): void {
  changeStore((store) => store.removeItem(KEPT_AS), undefined)
}

/** Renders again when it is kept or forgotten, in another tab too. */
export function useDemoPassword(): string | undefined {
  return useSyncExternalStore(subscribe, readDemoPassword)
}

const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

export function readDemoPassword(): string | undefined {
  try {
    return localStorage.getItem(KEPT_AS) ?? unstored
  } catch {
    return unstored
  }
}

/** `otherwise`: what this page keeps where nothing can be stored. */
function changeStore(change: (store: Storage) => void, otherwise: string | undefined): void {
  unstored = undefined
  try {
    change(localStorage)
  } catch {
    unstored = otherwise
  }
  for (const listener of listeners) listener()
}
