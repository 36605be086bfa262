using RedisAi.Importers.Checks;
using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>What the models of one import share, and where in the pipeline one stands.</summary>
/// <param name="Graph">The graph that is built.</param>
/// <param name="Checks">What the library refuses.</param>
/// <param name="Far">Which columns have to come as doubles.</param>
/// <param name="Place">Where: <c>pipeline step 'c'</c>; empty for the whole model.</param>
internal sealed record SklearnContext(OnnxGraph Graph, InputChecks Checks, FarColumns Far, string Place = "")
{
    /// <summary>The most models of one import, each counted as often as it is used: an archive may have one within many, and these within more.</summary>
    private const int MaxModels = 100_000;

    /// <summary>The most columns of all tables that are put together.</summary>
    private const long MaxColumns = 5_000_000;

    private readonly Counter _models = new();
    private readonly Counter _columns = new();

    /// <summary>The context of a model within, such as <c>pipeline step 'c'</c>.</summary>
    public SklearnContext Within(string place) => this with { Place = Place.Length == 0 ? place : $"{Place}, {place}" };

    /// <summary>Puts tables side by side.</summary>
    public SklearnTable Join(IReadOnlyList<SklearnTable> tables) => (_columns.Value += tables.Sum(static table => (long)table.Width)) <= MaxColumns
        ? SklearnTable.Join(tables)
        : throw new ModelLoadException($"The model puts together more than {MaxColumns} columns.");

    /// <summary>Finds the class of a model.</summary>
    /// <exception cref="ModelLoadException">It is not known.</exception>
    public ISklearnClass FindClass(SkopsObject model) =>
        SklearnClasses.Find(model) ?? throw Error(model, "is not supported.");

    /// <summary>Adds a model to the graph.</summary>
    public SklearnAnswer Convert(SkopsValue model, SklearnTable input)
    {
        SkopsObject found = Count(model);
        return FindClass(found).Convert(new SklearnStep(found, input, this));
    }

    /// <summary>Says what the columns that a model takes hold.</summary>
    public void Claim(SkopsValue model, ColumnKinds columns)
    {
        SkopsObject found = Count(model);
        FindClass(found).Claim(found, columns, this);
    }

    /// <summary>An error that names the class and where it stands.</summary>
    /// <param name="model">The model.</param>
    /// <param name="reason">The rest of a sentence that begins with the class.</param>
    public ModelLoadException Error(SkopsObject model, string reason) =>
        new(Place.Length == 0 ? $"The class {model.Class} {reason}" : $"At {Place}: the class {model.Class} {reason}");

    private SkopsObject Count(SkopsValue model) => ++_models.Value <= MaxModels ? model.AsObject() : throw new ModelLoadException($"The model has more than {MaxModels} models within.");

    /// <summary>Shared by all contexts of an import, which are copies of each other.</summary>
    private sealed class Counter
    {
        public long Value { get; set; }
    }
}
