/** semblance rate STARS PHOTO... */
import { Argument } from 'commander'
import { choose } from '../choices.ts'
import { countOf } from '../../shared/format.ts'
import { newCommand, type CommonOptions } from '../shared.ts'

export const rateCommand = () =>
  newCommand('rate', 'give photos stars, which go before those that their files say; no file is written to')
    .addArgument(
      new Argument('<stars>', 'how many, or "none" for those of the file').choices([
        '0',
        '1',
        '2',
        '3',
        '4',
        '5',
        'none',
      ]),
    )
    .argument('<photos...>', 'paths of photos of the library')
    .action((stars: string, photos: string[], options: CommonOptions) => {
      const rating = stars === 'none' ? null : Number(stars)
      const told = rating === null ? 'without stars of your own' : `with ${countOf(rating, 'star')}`
      return choose(photos, options, { rating }, told)
    })
