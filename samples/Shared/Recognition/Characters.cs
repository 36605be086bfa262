using System.Text;

namespace RedisAi.Samples.Recognition;

/// <summary>The characters that the model knows, by its classes: 0 is the blank, the last one a space, between them are the lines of a file.</summary>
internal sealed class Characters(IReadOnlyList<string> lines)
{
    public static Characters Load(string path) => new(File.ReadAllLines(path));

    /// <exception cref="InvalidDataException">There is no such class.</exception>
    public string ToText(ReadOnlySpan<long> classes)
    {
        StringBuilder text = new(classes.Length);
        foreach (long label in classes)
        {
            text.Append(Of(label));
        }

        return text.ToString();
    }

    private string Of(long label)
    {
        if (label < 1 || label > lines.Count + 1)
        {
            throw new InvalidDataException($"The model gave class {label}, and characters are the classes from 1 to {lines.Count + 1}.");
        }

        return label == lines.Count + 1 ? " " : lines[(int)label - 1];
    }
}
