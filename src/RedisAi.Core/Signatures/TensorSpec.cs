using System.Text.Json;

namespace RedisAi;

/// <summary>What a model declares of one input or output.</summary>
/// <param name="Name">Its name, unique among the inputs or outputs.</param>
/// <param name="DataType">The type of its elements; <see cref="TensorDataType.Undefined"/> when any is taken.</param>
/// <param name="Shape">Its shape, -1 standing for any length.</param>
public sealed record TensorSpec(string Name, TensorDataType DataType, ShapePattern Shape)
{
    /// <summary>Gets whether a call may leave this input out, or a run this output.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool IsOptional { get; init; }

    /// <summary>Gets how its whole numbers stand for real ones, where the model declares that; calls take and give the whole numbers.</summary>
    /// <value>The default is <see langword="null"/>: its elements are what they are.</value>
    public TensorQuantization? Quantization { get; init; }

    /// <summary>Gets what the places along its last axis are called, in their order, where the model names them: the columns of a table that is given as one tensor. Calls take and give them by place.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<string> ColumnNames { get; init; } = [];

    /// <summary>Gets those of the <see cref="ColumnNames"/> that the model passes over, whatever is in them: a table may lack them.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<string> UnusedColumns { get; init; } = [];

    /// <summary>Returns the declaration as text, as in <c>input Float32[-1,576]</c>, or <c>mask? Bool[-1]</c> when it is optional.</summary>
    public override string ToString() => $"{Name}{(IsOptional ? "?" : "")} {TypeAndShape}";

    /// <summary>Writes the declaration as properties of a JSON object that was begun and is ended by the caller: for settings that are kept (<see cref="IDurableOptions"/>).</summary>
    /// <param name="json">Where to write.</param>
    public void WriteTo(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteString("name", Name);
        json.WriteNumber("type", (int)DataType);
        json.WriteBoolean("optional", IsOptional);
        if (Quantization is { } quantization)
        {
            json.WriteNumber("scale", quantization.Scale);
            json.WriteNumber("zeroPoint", quantization.ZeroPoint);
        }

        WriteNames(json, "columns", ColumnNames);
        WriteNames(json, "unused", UnusedColumns);

        if (!Shape.IsRankKnown)
        {
            return;
        }

        json.WriteStartArray("shape");
        for (int axis = 0; axis < Shape.Rank; axis++)
        {
            json.WriteNumberValue(Shape[axis]);
        }

        json.WriteEndArray();
        json.WriteStartArray("symbols");
        foreach (string symbol in Shape.Symbols)
        {
            json.WriteStringValue(symbol);
        }

        json.WriteEndArray();
    }

    /// <summary>Reads what <see cref="WriteTo"/> has written.</summary>
    /// <param name="json">The object.</param>
    /// <exception cref="FormatException">It is no such declaration.</exception>
    public static TensorSpec ReadFrom(JsonElement json)
    {
        try
        {
            ShapePattern shape = json.TryGetProperty("shape", out JsonElement lengths)
                ? new ShapePattern(
                    [.. lengths.EnumerateArray().Select(static length => length.GetInt64())],
                    [.. json.GetProperty("symbols").EnumerateArray().Select(static symbol => symbol.GetString() ?? "")])
                : ShapePattern.Any;
            TensorDataType type = (TensorDataType)json.GetProperty("type").GetInt32();
            string? name = json.GetProperty("name").GetString();
            return name is not null && Enum.IsDefined(type)
                ? new TensorSpec(name, type, shape) { IsOptional = json.GetProperty("optional").GetBoolean(), Quantization = QuantizationOf(json), ColumnNames = NamesOf(json, "columns"), UnusedColumns = NamesOf(json, "unused") }
                : throw new FormatException($"'{name}' of the type {type} is no declaration of a tensor.");
        }
        catch (Exception error) when (error is InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new FormatException("It is no declaration of a tensor.", error);
        }
    }

    /// <summary>Whether a tensor may have a type.</summary>
    internal bool TakesType(TensorDataType type) => DataType == type || DataType == TensorDataType.Undefined;

    private static TensorQuantization? QuantizationOf(JsonElement json) => json.TryGetProperty("scale", out JsonElement scale)
        ? new TensorQuantization(scale.GetSingle(), json.GetProperty("zeroPoint").GetInt64())
        : null;

    private static void WriteNames(Utf8JsonWriter json, string property, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return;
        }

        json.WriteStartArray(property);
        foreach (string name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }

    private static string[] NamesOf(JsonElement json, string property) => json.TryGetProperty(property, out JsonElement names)
        ? [.. names.EnumerateArray().Select(static name => name.GetString() ?? "")]
        : [];

    internal string TypeAndShape => $"{(DataType == TensorDataType.Undefined ? "any" : DataType)}{Shape}";
}
