using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Tensors;
using RedisAi.Importers;

namespace RedisAi.Cli.Converting;

/// <summary>Columns as they are typed: <c>age:float32,city:string</c>.</summary>
internal static class ColumnList
{
    /// <summary>Reads a list; empty for null.</summary>
    /// <exception cref="CliException">A name is empty or comes twice, or a type is none.</exception>
    public static IReadOnlyList<ImportColumn> Parse(string? text)
    {
        List<ImportColumn> columns = [];
        foreach (string part in text?.Split(',') ?? [])
        {
            // A name may have a colon itself: what follows the last one is the type.
            int colon = part.LastIndexOf(':');
            TensorDataType type = colon < 0 ? TensorDataType.Float32 : TensorTypes.Parse(part[(colon + 1)..]);
            if (type == TensorDataType.Undefined)
            {
                throw CliException.NotUnderstood($"--columns: '{part[(colon + 1)..]}' is no type of '{part[..colon]}'; float32, int64 or string is expected.");
            }

            string name = colon < 0 ? part : part[..colon];
            if (name.Length == 0 || columns.Exists(column => column.Name == name))
            {
                throw CliException.NotUnderstood(name.Length == 0 ? $"--columns '{text}' has a column without a name." : $"--columns has the column '{name}' twice.");
            }

            columns.Add(new ImportColumn(name, type));
        }

        return columns;
    }
}
