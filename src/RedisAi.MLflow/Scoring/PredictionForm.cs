namespace RedisAi.MLflow;

/// <summary>How the outputs of a model become the predictions of an answer of MLflow's scoring protocol.</summary>
public enum PredictionForm
{
    /// <summary>As an object with each output under its name, also a single one: what MLflow does with ONNX.</summary>
    Named,

    /// <summary>The output by itself where there is one, else an object: what MLflow does with PyTorch.</summary>
    NamedIfSeveral,

    /// <summary>The first output by itself: what the models of scikit-learn and its like give in Python, whose exports have more outputs.</summary>
    First,
}
