using System.Text.Json;

namespace RedisAi.Importers;

/// <summary>What is known of a model besides its file, such as what MLflow says of it; see <see cref="ImportOptionsExtensions.ConfigureImport"/>.</summary>
public sealed class ImportOptions : IDurableOptions
{
    /// <summary>The name under which these settings are data: <see cref="LoadOptions.SetBackendOptions"/>.</summary>
    public const string Name = "import";

    /// <summary>Gets or sets the class of Python that the model is of, as MLflow's <c>model_class</c> has it: <c>xgboost.sklearn.XGBClassifier</c>. Matters for XGBoost and LightGBM, whose files do not always say whether labels or raw values are meant.</summary>
    /// <value>The default is <see langword="null"/>: as the file says, else a Booster.</value>
    public string? ModelClass { get; set; }

    /// <summary>Gets or sets which function of the model its first output is, as MLflow's <c>predict_fn</c> has it: <c>predict</c>, <c>predict_proba</c>, <c>predict_log_proba</c>, <c>decision_function</c>, <c>transform</c>, or <c>score_samples</c> of an IsolationForest. What the model lacks is a <see cref="ModelLoadException"/>.</summary>
    /// <value>The default is <see langword="null"/>: <c>predict</c>, or <c>transform</c> for what only transforms.</value>
    public string? PredictFunction { get; set; }

    /// <summary>Gets the columns that the model takes, in their order, where they are known. A model of columns of several types has an input for each.</summary>
    public IList<ImportColumn> Columns { get; } = [];

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
    }

    void IDurableOptions.ReadFrom(JsonElement json)
    {
        ModelClass = json.TryGetProperty("modelClass", out JsonElement modelClass) ? modelClass.GetString() : ModelClass;
        PredictFunction = json.TryGetProperty("predictFunction", out JsonElement function) ? function.GetString() : PredictFunction;
        if (!json.TryGetProperty("columns", out JsonElement columns))
        {
            return;
        }

        Columns.Clear();
        foreach (JsonElement column in columns.EnumerateArray())
        {
            Columns.Add(new ImportColumn(column.GetProperty("name").GetString() ?? "", (TensorDataType)column.GetProperty("type").GetInt32()));
        }
    }

    /// <inheritdoc/>
    object ICloneable.Clone()
    {
        ImportOptions copy = new() { ModelClass = ModelClass, PredictFunction = PredictFunction };
        foreach (ImportColumn column in Columns)
        {
            copy.Columns.Add(column);
        }

        return copy;
    }
}
