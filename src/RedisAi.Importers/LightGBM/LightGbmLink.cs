namespace RedisAi.Importers.LightGBM;

/// <summary>What becomes of the sums of trees.</summary>
internal enum LightGbmLink
{
    Identity,

    /// <summary>1 / (1 + exp(-k x)).</summary>
    Sigmoid,

    /// <summary>exp(x) as a share of the row's sum.</summary>
    Softmax,

    /// <summary>x |x|: the target was the root.</summary>
    SignedSquare,

    /// <summary>exp(x).</summary>
    Exp,

    /// <summary>log(1 + exp(x)).</summary>
    LogOnePlusExp,
}
