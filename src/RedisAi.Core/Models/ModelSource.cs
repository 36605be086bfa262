using RedisAi.Backends;
using RedisAi.Models;

namespace RedisAi;

/// <summary>Where a model comes from.</summary>
public sealed class ModelSource
{
    private readonly string? _path;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly Stream? _stream;
    private readonly FunctionModel? _function;
    private readonly ModelContent? _opened;

    private ModelSource(string? path = null, ReadOnlyMemory<byte> bytes = default, Stream? stream = null, FunctionModel? function = null, ModelContent? opened = null)
    {
        _opened = opened;
        _path = path;
        _bytes = bytes;
        _stream = stream;
        _function = function;
    }

    internal bool IsFunction => _function is not null || _opened?.Function is not null;

    /// <summary>A source that was opened before: a stream is read once only.</summary>
    internal static ModelSource Of(ModelContent opened) => new(opened: opened);

    /// <summary>A model in a file. Weights that it keeps in files of their own must lie in the same folder or below.</summary>
    /// <param name="path">The file; it is read while the model is stored, and not needed later.</param>
    public static ModelSource FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new ModelSource(path: Path.GetFullPath(path));
    }

    /// <summary>A model in memory.</summary>
    /// <param name="bytes">
    /// The contents of the file; to be left alone until the model is stored, and not needed later. Where storing is cancelled, they are to be left alone
    /// for good: the runtime may go on reading them.
    /// </param>
    public static ModelSource FromBytes(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            throw new ArgumentException("There are no bytes.", nameof(bytes));
        }

        return new ModelSource(bytes: bytes);
    }

    /// <summary>A model that is read from a stream, from its present position to its end.</summary>
    /// <param name="stream">The stream; read once, while the model is stored, and not disposed.</param>
    public static ModelSource FromStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new ModelSource(stream: stream);
    }

    /// <summary>A model written in C#, for pre- and post-processing and for tests; it declares names, but neither types nor shapes.</summary>
    /// <param name="inputs">The names of the inputs.</param>
    /// <param name="outputs">The names of the outputs.</param>
    /// <param name="function">Called for each run, from several threads at once.</param>
    public static ModelSource FromFunction(IEnumerable<string> inputs, IEnumerable<string> outputs, ModelFunction function) =>
        FromFunction(Untyped(inputs, outputs), function);

    /// <summary>A model written in C# that can be stopped; it declares names, but neither types nor shapes.</summary>
    /// <param name="inputs">The names of the inputs.</param>
    /// <param name="outputs">The names of the outputs.</param>
    /// <param name="function">Called for each run, from several threads at once.</param>
    public static ModelSource FromFunction(IEnumerable<string> inputs, IEnumerable<string> outputs, CancellableModelFunction function) =>
        FromFunction(Untyped(inputs, outputs), function);

    /// <summary>A model written in C# with declared types and shapes, which are checked.</summary>
    /// <param name="signature">What the function takes and gives; none of it optional.</param>
    /// <param name="function">Called for each run, from several threads at once.</param>
    /// <exception cref="ArgumentException">Something in the signature is optional.</exception>
    public static ModelSource FromFunction(ModelSignature signature, ModelFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return FromFunction(signature, (inputs, _) => function(inputs));
    }

    /// <summary>A model written in C# that can be stopped, with declared types and shapes, which are checked.</summary>
    /// <param name="signature">What the function takes and gives; none of it optional.</param>
    /// <param name="function">Called for each run, from several threads at once.</param>
    /// <exception cref="ArgumentException">Something in the signature is optional.</exception>
    public static ModelSource FromFunction(ModelSignature signature, CancellableModelFunction function)
    {
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentNullException.ThrowIfNull(function);
        if (signature.Inputs.Concat(signature.Outputs).FirstOrDefault(static spec => spec.IsOptional) is { } optional)
        {
            throw new ArgumentException($"A function gets all its inputs and gives all its outputs; '{optional}' is optional.", nameof(signature));
        }

        return new ModelSource(function: new FunctionModel(signature, function));
    }

    /// <summary>Reads what a backend needs.</summary>
    internal async Task<ModelContent> OpenAsync(CancellationToken cancellationToken)
    {
        if (_opened is not null)
        {
            return _opened;
        }

        if (_function is not null)
        {
            return new ModelContent(null, default, default, _function);
        }

        if (_path is not null)
        {
            SavedModel.ThrowIfAt(_path);
            return new ModelContent(_path, default, await ReadHeadAsync(_path, cancellationToken).ConfigureAwait(false), null);
        }

        ReadOnlyMemory<byte> bytes = _stream is null ? _bytes : await ReadAllAsync(_stream, cancellationToken).ConfigureAwait(false);
        return new ModelContent(null, bytes, bytes[..Math.Min(bytes.Length, ModelContent.HeadLength)], null);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadHeadAsync(string path, CancellationToken cancellationToken)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(path))
            {
                throw new ModelLoadException($"The model '{path}' is a folder; name the file in it that has the model.", error);
            }

            throw Unreadable(path, error);
        }

        await using (file.ConfigureAwait(false))
        {
            byte[] head = new byte[ModelContent.HeadLength];
            int length;
            try
            {
                length = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException error)
            {
                throw Unreadable(path, error);
            }

            return length > 0 ? head.AsMemory(0, length) : throw new ModelLoadException($"The model file '{path}' is empty.");
        }
    }

    private static ModelLoadException Unreadable(string path, Exception error) => new($"The model file '{path}' cannot be read: {error.Message}", error);

    private static async Task<ReadOnlyMemory<byte>> ReadAllAsync(Stream stream, CancellationToken cancellationToken)
    {
        // The length, where it is known, saves the buffer from growing by copies.
        long left = stream.CanSeek ? Math.Max(0, stream.Length - stream.Position) : 0;
        if (left > Array.MaxLength)
        {
            throw new ModelLoadException($"The stream of the model has {left} bytes; a model that is read from a stream has {Array.MaxLength} at most: store it from its file, by ModelSource.FromFile.");
        }

        using MemoryStream buffer = new((int)left);
        try
        {
            await stream.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException error)
        {
            throw new ModelLoadException($"The stream of the model cannot be read: {error.Message}", error);
        }

        if (buffer.Length == 0)
        {
            throw new ModelLoadException("The stream of the model is empty or at its end: it is read from its present position on, so set that to the start of the model.");
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static ModelSignature Untyped(IEnumerable<string> inputs, IEnumerable<string> outputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        return new ModelSignature(inputs.Select(AnyTensor), outputs.Select(AnyTensor));

        static TensorSpec AnyTensor(string name) => new(name, TensorDataType.Undefined, ShapePattern.Any);
    }
}
