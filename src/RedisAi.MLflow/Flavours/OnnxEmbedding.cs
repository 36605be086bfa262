using Microsoft.Win32.SafeHandles;
using RedisAi.Backends.Onnx;

namespace RedisAi.MLflow.Flavours;

/// <summary>Puts the weights that an ONNX model keeps in other files into the model itself, so that it can travel in one piece.</summary>
/// <remarks>
/// What comes of it is a list of pieces of the files: tensors get their bytes as <c>raw_data</c>, and every message around them its new length. Nothing is
/// read but what has names and lengths, and no weights are in memory before they are sent. Numbers of fields are those of onnx.proto.
/// </remarks>
internal sealed class OnnxEmbedding
{
    /// <summary>A message of protobuf has no more bytes.</summary>
    public const long MaxBytes = int.MaxValue;

    private const int LengthType = 2;
    private const int RawData = 9;
    private const int ExternalData = 13;
    private const int DataLocation = 14;
    private const int External = 1;

    private readonly ProtobufReader _reader;
    private readonly string _path;
    private readonly IReadOnlyList<string> _weights;

    private OnnxEmbedding(ProtobufReader reader, string path, IReadOnlyList<string> weights) => (_reader, _path, _weights) = (reader, path, weights);

    /// <summary>The model in one piece.</summary>
    /// <param name="path">The model.</param>
    /// <param name="weights">The full paths of the files in which it may keep weights.</param>
    /// <exception cref="MlflowException">It is not sound, or would be longer than a message of protobuf can be.</exception>
    public static FilePieces Embed(string path, IReadOnlyList<string> weights)
    {
        FilePieces embedded = FilePieces.Of(path);
        if (weights.Count > 0)
        {
            FilePieces pieces = new();
            using SafeFileHandle file = File.OpenHandle(path);
            OnnxEmbedding embedding = new(new ProtobufReader(file, RandomAccess.GetLength(file)), path, weights);
            embedded = embedding.Rewrite(OnnxMessage.Model, embedding._reader.Length, depth: 0, pieces) ? pieces : embedded;
        }

        return embedded.Length <= MaxBytes ? embedded : throw new MlflowException(
            $"The model '{path}' has {embedded.Length} bytes with its weights, and travels to a server in one piece, which ONNX allows no more than {MaxBytes} bytes. "
            + "Run it in an engine of an application's own process, where its weights may stay in files, or make it smaller, as by half precision.",
            MlflowErrorCodes.ResourceLimitExceeded);
    }

    /// <summary>Adds a message with the weights in it; returns whether there were any to be put in.</summary>
    private bool Rewrite(OnnxMessage message, long end, int depth, FilePieces pieces)
    {
        if (depth > ProtobufReader.MaxDepth)
        {
            throw _reader.Refused($"a graph or tensor more than {ProtobufReader.MaxDepth} deep");
        }

        if (message == OnnxMessage.Tensor)
        {
            return RewriteTensor(end, depth, pieces);
        }

        bool isRewritten = false;
        while (_reader.TryReadField(end, depth, out ProtobufField field))
        {
            OnnxMessage inner = field.HasContent ? OnnxMessages.Of(message, field.Field) : OnnxMessage.Other;
            FilePieces content = new();
            if (inner != OnnxMessage.Other && Rewrite(inner, field.End, depth + 1, content))
            {
                isRewritten = true;
                AddHead(pieces, field.Field, content.Length);
                pieces.Add(content);
            }
            else
            {
                pieces.Add(_path, field.Start, field.End - field.Start);
            }

            _reader.Position = field.End;
        }

        return isRewritten;
    }

    private bool RewriteTensor(long end, int depth, FilePieces pieces)
    {
        bool isExternal = false;
        OnnxExternalEntries entries = new();
        while (_reader.TryReadField(end, depth, out ProtobufField field))
        {
            switch (field.Field)
            {
                case DataLocation:
                    isExternal = field.Number == External;
                    break;
                case ExternalData when field.HasContent:
                    entries.Read(_reader, field.End, depth + 1);
                    break;
                default:
                    pieces.Add(_path, field.Start, field.End - field.Start);
                    break;
            }

            _reader.Position = field.End;
        }

        if (isExternal)
        {
            string location = entries.Location ?? throw _reader.Refused("a tensor whose bytes are in no file that it names, before the end");
            string path = Find(location);
            (long offset, long length) = entries.Range(location, new FileInfo(path).Length);

            // Of several values of a field the last counts.
            AddHead(pieces, RawData, length);
            pieces.Add(path, offset, length);
        }

        return isExternal;
    }

    /// <summary>What a location stands for has been looked at when the folder was opened, and found to be within.</summary>
    private string Find(string location)
    {
        string path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(_path)!, location));
        return _weights.Contains(path, StringComparer.Ordinal) ? path : throw _reader.Refused($"the name of a file, '{location}', that was not there before");
    }

    /// <summary>A message may turn out longer than protobuf can have: its length is told in full all the same, since the whole is refused then.</summary>
    private static void AddHead(FilePieces pieces, int field, long length)
    {
        List<byte> head = [];
        AddVarint(head, ((ulong)field << 3) | LengthType);
        AddVarint(head, (ulong)length);
        pieces.Add(head.ToArray());
    }

    private static void AddVarint(List<byte> bytes, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
    }
}
