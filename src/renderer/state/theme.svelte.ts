/** Light, dark or the system's choice; kept in localStorage. Imports nothing. */

export type ThemeChoice = 'system' | 'light' | 'dark'
const storageKey = 'semblance.theme'
const choices: readonly ThemeChoice[] = ['system', 'light', 'dark']

function storedChoice(): ThemeChoice {
  const stored = localStorage.getItem(storageKey)
  return choices.find((choice) => choice === stored) ?? 'system'
}

export class Theme {
  choice = $state<ThemeChoice>(storedChoice())
  /** Whether dark colours are on screen now. */
  dark = $state(false)
  #system = matchMedia('(prefers-color-scheme: dark)')

  constructor() {
    this.#system.addEventListener('change', () => this.#show())
    // Chosen in another window.
    addEventListener('storage', ({ key }) => key === storageKey && this.#take(storedChoice()))
    this.#show()
  }

  set(choice: ThemeChoice): void {
    localStorage.setItem(storageKey, choice)
    this.#take(choice)
  }

  #take(choice: ThemeChoice): void {
    this.choice = choice
    this.#show()
  }

  #show(): void {
    this.dark = this.choice === 'system' ? this.#system.matches : this.choice === 'dark'
    if (this.choice === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = this.choice
  }
}
