namespace RedisAi.Backends.Onnx;

/// <summary>How far ONNX Runtime rewrites a model when it loads it; the numbers are the runtime's.</summary>
public enum OnnxGraphOptimization
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>What does not depend on the device, such as folding of constants.</summary>
    Basic = 1,

    /// <summary>Also fusions of nodes.</summary>
    Extended = 2,

    /// <summary>Also changes of the layout of data.</summary>
    Layout = 3,

    /// <summary>Everything.</summary>
    All = 99,
}
