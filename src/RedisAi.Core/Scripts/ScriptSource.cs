using System.Text;

namespace RedisAi;

/// <summary>Where a script comes from.</summary>
public sealed class ScriptSource
{
    private readonly string? _path;
    private readonly string? _text;
    private readonly Stream? _stream;

    private ScriptSource(string? path = null, string? text = null, Stream? stream = null)
    {
        _path = path;
        _text = text;
        _stream = stream;
    }

    /// <summary>A script in a file of UTF-8 text.</summary>
    /// <param name="path">The file; it is read while the script is stored, and not needed later.</param>
    public static ScriptSource FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new ScriptSource(path: Path.GetFullPath(path));
    }

    /// <summary>A script as a text.</summary>
    /// <param name="text">The text, not empty.</param>
    public static ScriptSource FromText(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        return new ScriptSource(text: text);
    }

    /// <summary>A script that is read from a stream of UTF-8 text, from its present position to its end.</summary>
    /// <param name="stream">The stream; read once, while the script is stored, and not disposed.</param>
    public static ScriptSource FromStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new ScriptSource(stream: stream);
    }

    /// <summary>The file; null for a text or a stream.</summary>
    internal string? FilePath => _path;

    /// <summary>The same with the text that was read: a stream is read once only.</summary>
    internal ScriptSource With(string text) => new(_path, text);

    /// <summary>A text that may be empty, as a file may be.</summary>
    internal static ScriptSource Of(string text) => new(text: text);

    /// <summary>Reads the text.</summary>
    internal async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        if (_text is not null)
        {
            return _text;
        }

        if (_stream is not null)
        {
            using StreamReader reader = new(_stream, Encoding.UTF8, leaveOpen: true);
            return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await File.ReadAllTextAsync(_path!, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ScriptCompilationException($"The script file '{_path}' cannot be read: {error.Message}", error);
        }
    }
}
