/**
 * The engine port: all that `learning/` asks of whatever runs the numbers. An engine knows tensors, not photos, files
 * or clocks. Letters: B photos of a batch, V views of each, R = V·B rows, P side of the stored training pixels, S side
 * of a view, N bank rows, D embedding size, m negatives. Views go view by view: row v·B + b is view v of photo b.
 * Layout is row-major, float32 unless said.
 */

/** ResNet-6, half as wide, learns nothing worth having: it is for asking a device what it computes. */
export type Backbone = 'resnet6' | 'resnet18' | 'resnet18-half' | 'resnet18-cifar' | 'resnet50' | 'vgg16' | 'alexnet'
/** 'parametric' is the paper's baseline (eq. 1): the bank's rows are learnt by gradient like any weight. */
export type Objective = 'softmax' | 'nce' | 'parametric'

/** Fixed for the life of an engine; together with the seed it defines a model. */
export interface EngineConfig {
  backbone: Backbone
  /** Share of the backbone's published channels (Howard et al. 2017), all by default; tests learn with few. */
  widthMultiplier?: number
  objective: Objective
  /** S of the large views that it learns from, 32 or more. */
  imageSize: number
  /** S of whole photos when they are embedded: a photo seen whole is better seen larger than crops of it. */
  searchImageSize: number
  /** Small views of a photo beside its large ones, and their side S, 32 or more. */
  smallViewCount: number
  smallImageSize: number
  /** P. */
  pixelSize: number
  /** D, 32 to 256. */
  embeddingSize: number
  /**
   * H, the width of the head that stands in for the projection while learning: features, linear to H, batch norm, ReLU,
   * linear to D, unit length. 0 is the paper's form, where the projection itself is learnt.
   */
  headSize: number
  /** Whether the projection gets the photo's layout behind the features (see learning/layout). */
  hasLayout: boolean
  /** Whether it gets the outlines behind that (see learning/outlines). */
  hasOutlines: boolean
  /** Weight of the objective against the bank, >= 0; the paper's 1. */
  bankWeight: number
  /** τ of the training softmax, 0.02 or more: below, NCE's Z leaves single precision. */
  temperature: number
  /** λ of the proximal term, >= 0 (paper section 3.3). */
  proximalWeight: number
  /** Weight of pulling the views of a photo together, >= 0; takes at least two large views. */
  viewWeight: number
  /** τ of that term, 0.025 or more. */
  viewTemperature: number
  optimizerMomentum: number
  weightDecay: number
}

/** How photos are to be seen: crops, perhaps mirrored, perhaps recoloured. */
export interface Views {
  /** [R, S, P]; row s of a view's matrix mixes pixel rows into view row s. Rows sum to 1. */
  rowResampling: Float32Array
  /** [R, S, P]; the same for columns; a mirrored view has its rows in reverse order. */
  columnResampling: Float32Array
  /**
   * [R, 3, 6], per view [A | M]: view = clamp(A · rgb + M · meanRgb, 0, 1) with rgb in [0, 1] and meanRgb
   * the mean colour of the cropped view.
   */
  colour: Float32Array
}

/** Photos with views of them. */
export interface ViewBatch extends Views {
  /** uint8 [B, P, P, 3], RGB. */
  pixels: Uint8Array
}

export interface TrainingBatch extends ViewBatch {
  /** Views of side `smallImageSize` of the same photos, which are only pulled to the large ones. */
  small?: Views
  /** [B], the bank row of each photo: its class, by default itself. */
  instances: Int32Array
  /** [N, D], unit rows; for the parametric softmax, class weights of any length. Read, never written. */
  bank: Float32Array
  /** NCE only: [B, m] bank rows drawn uniformly, for all views of a photo. */
  negatives?: Int32Array
  /** NCE only: the constant Z, or 0 to use this batch's own estimate (see `StepResult.partition`). */
  partition?: number
  learningRate: number
}

export interface StepResult {
  /** Mean over the batch, nats. May be NaN or infinite: the trainer decides what to do then. */
  loss: number
  /** Of the large views, [R, D], unit rows, as computed before the weights moved. */
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
 * the projection is `fc.weight` [D, F] and `fc.bias`; the head's layers are `head.0`, `head.1`, `head.3`), plus the
 * optimiser's velocity per trained parameter.
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
  /** Inference with running statistics, by the projection; [R, D] unit rows. */
  embed(views: ViewBatch): Promise<Float32Array>
  /**
   * The backbone's features after a stage (0-based), averaged over all places, [R, F of the stage], with running
   * statistics; without a stage what the projection gets: the last one's, perhaps with layout and outlines behind them.
   */
  features(views: ViewBatch, stage?: number): Promise<Float32Array>
  exportState(): Promise<EngineState>
  /** Throws when a name or shape is missing or different, naming it. */
  importState(state: EngineState): Promise<void>
  dispose(): Promise<void>
}

/** Makes an engine whose weights start from `state`. */
export type EngineFactory = (config: EngineConfig, state: EngineState) => Promise<Engine>
