using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>Knows one class of scikit-learn, or a few that differ little. To add one: a file with an implementation, a line in <see cref="SklearnClasses"/>.</summary>
internal interface ISklearnClass
{
    /// <summary>The names of the classes, without their modules, which have changed between versions.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Adds to the graph what the model computes.</summary>
    /// <param name="step">The model, its input, and the graph.</param>
    /// <exception cref="ModelLoadException">The model is set to something that is not supported, or is damaged: see <see cref="SklearnStep.Unsupported"/>.</exception>
    SklearnAnswer Convert(SklearnStep step);

    /// <summary>Says what the columns that it takes hold, where that is not just numbers.</summary>
    /// <param name="model">The model.</param>
    /// <param name="columns">The columns of the model's input that come to it unchanged.</param>
    /// <param name="context">Finds the classes of the models within.</param>
    void Claim(SkopsObject model, ColumnKinds columns, SklearnContext context) => columns.ClaimAll(ColumnKind.Number);
}
