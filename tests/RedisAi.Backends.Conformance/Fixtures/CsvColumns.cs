using System.Globalization;

namespace RedisAi.Conformance;

/// <summary>The columns of a CSV file by the names in its first line. Cells may stand in quotes; line breaks within cells are not read.</summary>
public sealed class CsvColumns
{
    private readonly Dictionary<string, string[]> _columns;

    private CsvColumns(string[][] lines)
    {
        string[] names = lines.Length == 0 ? [] : lines[0];
        _columns = names.Index().ToDictionary(static column => column.Item, column => Array.ConvertAll(lines[1..], line => line[column.Index]));
    }

    public static CsvColumns LoadIfThere(string path) =>
        new(File.Exists(path) ? [.. File.ReadLines(path).Where(static line => line.Length > 0).Select(static line => Split(line).ToArray())] : []);

    /// <summary>A column as a tensor of one axis; an empty cell is NaN, or an empty text.</summary>
    public AiTensor ToTensor(string name, TensorDataType type)
    {
        string[] cells = _columns.TryGetValue(name, out string[]? found) ? found : throw new InvalidOperationException($"The fixture has neither a file nor a column '{name}'.");
        return type switch
        {
            TensorDataType.String => AiTensor.CreateStrings([cells.Length], cells),
            TensorDataType.Int64 => AiTensor.Create<long>([cells.Length], Array.ConvertAll(cells, static cell => long.Parse(cell, CultureInfo.InvariantCulture))),
            TensorDataType.Float64 => AiTensor.Create<double>([cells.Length], Array.ConvertAll(cells, Number)),
            _ => AiTensor.Create<float>([cells.Length], Array.ConvertAll(cells, static cell => (float)Number(cell))),
        };
    }

    private static double Number(string cell) => cell.Length == 0 ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Split(string line)
    {
        System.Text.StringBuilder cell = new();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                // Two quotes within quotes stand for one.
                bool doubled = quoted && i + 1 < line.Length && line[i + 1] == '"';
                cell.Append('"', doubled ? 1 : 0);
                i += doubled ? 1 : 0;
                quoted = doubled || !quoted;
            }
            else if (line[i] == ',' && !quoted)
            {
                yield return cell.ToString();
                cell.Clear();
            }
            else
            {
                cell.Append(line[i]);
            }
        }

        yield return cell.ToString();
    }
}
