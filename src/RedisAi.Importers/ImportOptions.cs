using System.Text.Json;

namespace RedisAi.Importers;

/// <summary>What is known of a model besides its file, such as what MLflow says of it; see <see cref="ImportOptionsExtensions.ConfigureImport"/>.</summary>
public sealed class ImportOptions : IDurableOptions
{
    /// <summary>The name under which these settings are data: <see cref="LoadOptions.SetBackendOptions"/>.</summary>
    public const string Name = "import";

    private const string FromFolder = "fromFolder";
    private const string Table = "table";

    /// <summary>What a folder of MLflow's says: true of the table that it was trained on, not always of what the file takes, so that what does not fit is passed over.</summary>
    private ImportOptions? _folder;

    /// <summary>Gets or sets the class of Python that the model is of, as MLflow's <c>model_class</c> has it: <c>xgboost.sklearn.XGBClassifier</c>. Matters for XGBoost and LightGBM, whose files do not always say whether labels or raw values are meant; an archive of skops must be of that class; a program of torch.export has none.</summary>
    /// <value>The default is <see langword="null"/>: as the file says, else a Booster.</value>
    public string? ModelClass { get; set; }

    /// <summary>Gets or sets which function of the model its first output is, as MLflow's <c>predict_fn</c> has it: <c>predict</c>, <c>predict_proba</c>, <c>predict_log_proba</c>, <c>predict_joint_log_proba</c> of naive Bayes, <c>decision_function</c>, <c>transform</c>, or <c>score_samples</c> of an IsolationForest. A program of torch.export has none. What the model lacks is a <see cref="ModelLoadException"/>.</summary>
    /// <value>The default is <see langword="null"/>: <c>predict</c>, or <c>transform</c> for what only transforms.</value>
    public string? PredictFunction { get; set; }

    /// <summary>Gets the columns that the model takes, where they are known. Loading fails where they do not fit what the file says.</summary>
    /// <remarks>All of them in their order; for a model of scikit-learn that has names itself, any of them by name. A model of scikit-learn with columns of several types has an input for each, and takes doubles where <see cref="TensorDataType.Float64"/> is asked for; XGBoost and LightGBM take
    /// numbers alone, as one input, and where their files have no names of the features these are in the ONNX metadata <c>feature_names</c>. A program of torch.export has no columns.</remarks>
    public IList<ImportColumn> Columns { get; } = [];

    /// <summary>Whether the graph goes to a backend here and nowhere else: <see cref="LoadOptions.ImportsForBackend"/>.</summary>
    internal bool IsForBackend { get; private init; }

    /// <summary>What a folder says that all columns are of, where it was an array that the model was trained on; undefined where it says nothing of that.</summary>
    internal TensorDataType TableType { get; private set; }

    /// <summary>Whether the class was asked for, and is not just what a folder says.</summary>
    internal bool AsksForClass => !string.IsNullOrEmpty(ModelClass) && ModelClass != _folder?.ModelClass;

    /// <summary>Whether the function was.</summary>
    internal bool AsksForFunction => !string.IsNullOrEmpty(PredictFunction) && PredictFunction != _folder?.PredictFunction;

    /// <summary>Whether the columns were.</summary>
    internal bool AsksForColumns => Columns.Count > 0 && !(_folder is { } folder && Columns.SequenceEqual(folder.Columns));

    string IDurableOptions.DurableName => Name;

    void IDurableOptions.WriteTo(Utf8JsonWriter json)
    {
        if (ModelClass is not null)
        {
            json.WriteString("modelClass", ModelClass);
        }

        if (PredictFunction is not null)
        {
            json.WriteString("predictFunction", PredictFunction);
        }

        json.WriteStartArray("columns");
        foreach (ImportColumn column in Columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteNumber("type", (int)column.DataType);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (TableType != TensorDataType.Undefined)
        {
            json.WriteNumber(Table, (int)TableType);
        }

        if (_folder is not null)
        {
            json.WriteBoolean(FromFolder, true);
        }
    }

    void IDurableOptions.ReadFrom(JsonElement json)
    {
        ModelClass = json.TryGetProperty("modelClass", out JsonElement modelClass) ? modelClass.GetString() : ModelClass;
        PredictFunction = json.TryGetProperty("predictFunction", out JsonElement function) ? function.GetString() : PredictFunction;
        if (json.TryGetProperty("columns", out JsonElement columns))
        {
            Columns.Clear();
            foreach (JsonElement column in columns.EnumerateArray())
            {
                Columns.Add(new ImportColumn(column.GetProperty("name").GetString() ?? "", (TensorDataType)column.GetProperty("type").GetInt32()));
            }
        }

        TableType = json.TryGetProperty(Table, out JsonElement table) ? (TensorDataType)table.GetInt32() : TensorDataType.Undefined;
        _folder = json.TryGetProperty(FromFolder, out JsonElement fromFolder) && fromFolder.ValueKind == JsonValueKind.True ? Copy() : null;
    }

    /// <inheritdoc/>
    object ICloneable.Clone()
    {
        ImportOptions copy = Copy();
        copy._folder = _folder;
        return copy;
    }

    /// <summary>What the options of a model say for its importer, which does not change it.</summary>
    internal static ImportOptions Of(LoadOptions options)
    {
        ImportOptions given = options.GetBackendOptions<ImportOptions>();
        ImportOptions copy = given.Copy(options.ImportsForBackend);
        copy._folder = given._folder;
        return copy;
    }

    private ImportOptions Copy(bool isForBackend = false)
    {
        ImportOptions copy = new() { IsForBackend = isForBackend, ModelClass = ModelClass, PredictFunction = PredictFunction, TableType = TableType };
        foreach (ImportColumn column in Columns)
        {
            copy.Columns.Add(column);
        }

        return copy;
    }
}
