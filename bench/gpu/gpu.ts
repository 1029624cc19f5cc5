/**
 * npm run bench -- gpu: what the graphics card gives, beside PyTorch eager on the same card. --pack makes an archive of
 * it for a machine that has a card and neither network nor Node.
 */
import { Command } from 'commander'
import { cardOptions, measureCard, type CardOptions } from './measure-card.ts'
import { packBench } from './pack.ts'

export const gpuBench = () =>
  cardOptions(new Command('gpu'))
    .description("training and embedding on this machine's graphics card, beside PyTorch eager on the same card")
    .option('--pack <file>', 'write a .tar.xz that does it elsewhere: unpack it there, then run.sh')
    .action(({ pack, ...options }: CardOptions & { pack?: string }) =>
      pack === undefined ? measureCard(options) : packBench(pack),
    )
