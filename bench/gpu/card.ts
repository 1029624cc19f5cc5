/** The archive's entry: `./run.sh [options]`. */
import { Command } from 'commander'
import { cardOptions, measureCard, type CardOptions } from './measure-card.ts'

cardOptions(new Command('run.sh'))
  .action((options: CardOptions) => measureCard(options))
  .parseAsync()
  .catch((error: Error) => {
    console.error(`bench: ${error.message}`)
    process.exit(1)
  })
