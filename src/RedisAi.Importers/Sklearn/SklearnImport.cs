using RedisAi.Importers.Checks;
using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>Makes a graph of a model of scikit-learn.</summary>
internal static class SklearnImport
{
    /// <param name="model">The model.</param>
    /// <param name="options">What is known besides its file.</param>
    /// <exception cref="ModelLoadException">It is damaged, or not supported.</exception>
    public static ReadOnlyMemory<byte> ToOnnx(SkopsObject model, ImportOptions options)
    {
        FarColumns far = new();
        OnnxGraph graph = Build(model, options, far);

        // Only the steps know which columns must come as doubles, and the inputs come before them.
        graph = far.IsEmpty ? graph : Build(model, options, far);
        return graph.Write($"scikit-learn {model.Text("_sklearn_version", "")}".TrimEnd());
    }

    private static OnnxGraph Build(SkopsObject model, ImportOptions options, FarColumns far)
    {
        OnnxGraph graph = new() { IsForBackend = options.IsForBackend };
        SklearnContext context = new(graph, new InputChecks(), far);
        SklearnTable input = SklearnInputs.Add(context, model, options);
        SklearnAnswer answer = context.Convert(model, input);
        SklearnOutputs.Add(context, model, answer, options.PredictFunction);
        context.Checks.WriteTo(graph);
        return graph;
    }
}
