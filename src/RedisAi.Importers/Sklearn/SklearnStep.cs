using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>What a class gets to convert: a model, its input, and the graph.</summary>
/// <param name="Model">The model's attributes.</param>
/// <param name="Input">The columns that it takes.</param>
/// <param name="Context">What the models of one import share.</param>
internal sealed record SklearnStep(SkopsObject Model, SklearnTable Input, SklearnContext Context)
{
    public OnnxGraph Graph => Context.Graph;

    /// <summary>The input as one value of doubles [rows, columns].</summary>
    public string Doubles() => Matrix(OnnxElementType.Double);

    /// <summary>The input as one value of singles [rows, columns].</summary>
    public string Singles() => Matrix(OnnxElementType.Float);

    /// <summary>The input as one value of numbers [rows, columns].</summary>
    /// <exception cref="ModelLoadException">There are texts in it, no columns, or not as many as the model was fitted to.</exception>
    public string Matrix(OnnxElementType type)
    {
        ExpectWidth();
        return Input.HasTexts ? throw Unsupported("takes numbers, and there is a column of texts in its input") : Input.ToMatrix(Graph, type);
    }

    /// <summary>Checks that the input has as many columns as the model was fitted to.</summary>
    public void ExpectWidth()
    {
        long fitted = Model.Integer("n_features_in_", Input.Width);
        if (fitted != Input.Width || Input.Width == 0)
        {
            throw Unsupported($"was fitted to {fitted} columns, and its input has {Input.Width}");
        }
    }

    /// <summary>The library refuses infinities in the input, and missing values unless they are allowed: so do we, at each run.</summary>
    /// <param name="allowsMissing">Whether NaN is taken.</param>
    public void RefuseNonFinite(bool allowsMissing = false)
    {
        foreach (ColumnOrigin? origin in Input.Origins)
        {
            if (origin is { IsText: false })
            {
                Context.Checks.RefuseInfinity(origin.Input, origin.Column, Model.ClassName);
            }

            if (origin is { IsImputed: false } && !allowsMissing)
            {
                Context.Checks.RefuseMissing(origin.Input, origin.Column, Model.ClassName);
            }
        }
    }

    /// <summary>Notes the columns of the input whose values lie so far from 0 that singles keep too little of them.</summary>
    /// <param name="middles">Where the values of each column lie.</param>
    /// <param name="distances">How far they lie apart; one for all columns, or one for each.</param>
    public void NoteFar(double[] middles, params double[] distances)
    {
        foreach ((int column, ColumnOrigin? origin) in Input.Origins.Index())
        {
            Context.Far.NoteIfFar(origin, middles[column], distances.Length == 1 ? distances[0] : distances[column]);
        }
    }

    /// <summary>An array of the model's as a constant of doubles.</summary>
    /// <exception cref="ModelLoadException">It does not have so many elements.</exception>
    public double[] Doubles(string attribute, long count)
    {
        double[] values = Model.Doubles(attribute);
        return values.Length == count ? values : throw Unsupported($"has {values.Length} elements in '{attribute}', and {count} are needed");
    }

    /// <summary>Adds a constant.</summary>
    public string Constant(double[] values, params long[] shape) => Graph.Constant(OnnxTensor.Of(values, shape));

    /// <summary>Adds a model within this one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="input">What it takes.</param>
    /// <param name="place">Where it stands: <c>pipeline step 'c'</c>.</param>
    public SklearnAnswer Convert(SkopsValue model, SklearnTable input, string place) => Context.Within(place).Convert(model, input);

    /// <summary>An error that names the class and where it stands.</summary>
    /// <param name="reason">The rest of a sentence that begins with the class, without its full stop.</param>
    public ModelLoadException Unsupported(string reason) => Context.Error(Model, $"{reason}.");
}
