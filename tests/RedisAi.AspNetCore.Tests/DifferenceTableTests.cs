using System.Globalization;
using System.Text.Json;
using RedisAi.Testing;

namespace RedisAi.AspNetCore.Tests;

/// <summary>Holds the table of docs/mlflow.md to the differences that recorded requests show.</summary>
public sealed class DifferenceTableTests
{
    /// <summary>Rows about what was not recorded; tests of their own show it.</summary>
    private static readonly string[] s_notRecorded = ["types that nobody declares (TorchScript without a signature)", "bodies in Parquet"];

    private static readonly string[][] s_rows = [.. new DocumentedPage("mlflow.md").Table("| | server |").Select(static row => row.Split('|')[1..^1]).Select(static cells => cells.Select(static cell => cell.Trim()).ToArray())];

    [Theory]
    [InlineData("Scoring", "MLflow")]
    [InlineData("OpenInference", "Triton")]
    public void Page_has_a_row_for_each_difference_with_what_is_answered_here(string folder, string server)
    {
        string[][] rows = [.. s_rows.Where(row => row[1].Split(", ").Contains(server))];
        (string Row, int? Status)[] differences = Read(folder);

        Assert.Equal(differences.Select(static one => one.Row).Distinct().Order(StringComparer.Ordinal), rows.Select(static row => row[0]).Except(s_notRecorded).Order(StringComparer.Ordinal));
        foreach ((string name, int? status) in differences.Where(static one => one.Status >= 400))
        {
            Assert.Equal(status!.Value.ToString(CultureInfo.InvariantCulture), rows.First(row => row[0] == name)[3]);
        }
    }

    [Fact]
    public void Page_has_what_was_not_recorded_too() => Assert.Empty(s_notRecorded.Except(s_rows.Select(static row => row[0])));

    private static (string Row, int? Status)[] Read(string folder)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(TestData.Root, "tests", "RedisAi.AspNetCore.Tests", folder, "differences.json")));
        return [.. document.RootElement.EnumerateArray().Select(static entry => (entry.GetProperty("row").GetString()!, entry.TryGetProperty("status", out JsonElement status) ? status.GetInt32() : (int?)null))];
    }
}
