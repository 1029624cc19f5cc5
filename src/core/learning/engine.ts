/**
 * The engine port: all that `learning/` asks of whatever runs the numbers. An engine knows tensors,
 * not photos, files or clocks. Letters: B batch, P side of the stored training pixels, S side of the
 * encoder's input, N bank rows, D embedding size, m negatives. Layout is row-major, float32 unless said.
 */

export type Backbone = 'resnet18' | 'resnet18-half' | 'resnet18-cifar' | 'resnet50' | 'vgg16' | 'alexnet'
/** 'parametric' is the paper's baseline (eq. 1): the bank's rows are learnt by gradient like any weight. */
export type Objective = 'softmax' | 'nce' | 'parametric'

/** Fixed for the life of an engine; together with the seed it defines a model. */
export interface EngineConfig {
  backbone: Backbone
  objective: Objective
  /** S, 32 or more. */
  imageSize: number
  /** P. */
  pixelSize: number
  /** D, 32 to 256. */
  embeddingSize: number
  /** τ of the training softmax, 0.02 or more: below, NCE's Z leaves single precision. */
  temperature: number
  /** λ of the proximal term, >= 0 (paper section 3.3). */
  proximalWeight: number
  /**
   * Weight of pulling two views of a photo together, >= 0. Above 0 a batch is two halves: row b and row b + B/2 are views
   * of the same photo.
   */
  viewWeight: number
  /** τ of that term, 0.025 or more. */
  viewTemperature: number
  optimizerMomentum: number
  weightDecay: number
}

/** Photos and how each is to be seen: a crop, perhaps mirrored, perhaps recoloured. */
export interface ViewBatch {
  /** uint8 [B, P, P, 3], RGB. */
  pixels: Uint8Array
  /** [B, S, P]; row s of a photo's matrix mixes pixel rows into view row s. Rows sum to 1. */
  rowResampling: Float32Array
  /** [B, S, P]; the same for columns; a mirrored view has its rows in reverse order. */
  columnResampling: Float32Array
  /**
   * [B, 3, 6], per photo [A | M]: view = clamp(A · rgb + M · meanRgb, 0, 1) with rgb in [0, 1] and meanRgb
   * the mean colour of the cropped view.
   */
  colour: Float32Array
}

export interface TrainingBatch extends ViewBatch {
  /** [B], the bank row of each photo: its class, by default itself. */
  instances: Int32Array
  /** [N, D], unit rows; for the parametric softmax, class weights of any length. Read, never written. */
  bank: Float32Array
  /** NCE only: [B, m] bank rows drawn uniformly. */
  negatives?: Int32Array
  /** NCE only: the constant Z, or 0 to use this batch's own estimate (see `StepResult.partition`). */
  partition?: number
  learningRate: number
}

export interface StepResult {
  /** Mean over the batch, nats. May be NaN or infinite: the trainer decides what to do then. */
  loss: number
  /** [B, D], unit rows, as computed before the weights moved. */
  embeddings: Float32Array
  /** This batch's estimate of Z = Σ_j exp(similarity / temperature) over the bank; 1 for the full softmax. */
  partition: number
  /** Parametric softmax only: [N, D], gradient of the mean loss with respect to the bank. */
  bankGradient?: Float32Array
}

export interface NamedTensor {
  shape: number[]
  data: Float32Array
}

/**
 * Weights under torchvision's names and layouts (`layer1.0.conv1.weight` [O, I, H, W], `bn1.running_mean`, …;
 * the projection is `fc.weight` [D, F] and `fc.bias`), plus the optimiser's velocity per trained parameter.
 */
export interface EngineState {
  parameters: Record<string, NamedTensor>
  velocity: Record<string, NamedTensor>
}

export interface Engine {
  /** In words, for the user: "ONNX Runtime on the processor, 2 threads". */
  readonly description: string
  /** False where it computes on a device that may be lost. */
  readonly onProcessor: boolean
  /** One SGD step: forward, loss, backward, update. Rejects on wrong shapes, naming both. */
  trainStep(batch: TrainingBatch): Promise<StepResult>
  /** Inference with running statistics; [B, D] unit rows. */
  embed(views: ViewBatch): Promise<Float32Array>
  /**
   * The backbone's features after a stage (0-based; default the last, which the projection gets), averaged over all
   * places, [B, F of the stage], with running statistics.
   */
  features(views: ViewBatch, stage?: number): Promise<Float32Array>
  exportState(): Promise<EngineState>
  /** Throws when a name or shape is missing or different, naming it. */
  importState(state: EngineState): Promise<void>
  dispose(): Promise<void>
}

/** Makes an engine whose weights start from `state`. */
export type EngineFactory = (config: EngineConfig, state: EngineState) => Promise<Engine>
