using System.Globalization;

namespace RedisAi.Cli.Inspecting;

/// <summary>What an ONNX file says of itself beside its signature. Numbers of fields are those of onnx.proto.</summary>
internal sealed class OnnxHeader
{
    private readonly ProtobufFields _fields;
    private readonly List<KeyValuePair<string, string>> _facts = [];
    private readonly List<string> _operatorSets = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private string _producer = "";
    private long _nodes;
    private long _weights;

    private OnnxHeader(ProtobufFields fields) => _fields = fields;

    /// <summary>Reads a file. One that is not of protobuf, as ONNX Runtime's own format, tells nothing more.</summary>
    public static (string Format, IReadOnlyList<KeyValuePair<string, string>> Facts, IReadOnlyDictionary<string, string> Metadata) Describe(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        OnnxHeader header = new(new ProtobufFields(stream));
        try
        {
            header.ReadModel();
        }
        catch (InvalidDataException)
        {
            return ("ONNX Runtime", [], new Dictionary<string, string>());
        }

        return ("ONNX", header._facts, header._metadata);
    }

    private void ReadModel()
    {
        long end = _fields.Length;
        while (_fields.TryRead(end))
        {
            switch (_fields.Field)
            {
                case 1:
                    Add("ir version", _fields.Number.ToString(CultureInfo.InvariantCulture));
                    break;
                case 2:
                    _producer = _fields.ReadText();
                    break;
                case 3:
                    _producer = $"{_producer} {_fields.ReadText()}".Trim();
                    break;
                case 4:
                    Add("domain", _fields.ReadText());
                    break;
                case 5:
                    Add("model version", _fields.Number.ToString(CultureInfo.InvariantCulture));
                    break;
                case 6:
                    Add("description", _fields.ReadText());
                    break;
                case 7:
                    ReadGraph(_fields.End);
                    break;
                case 8:
                    ReadOperatorSet(_fields.End);
                    break;
                case 14:
                    ReadMetadata(_fields.End);
                    break;
                default:
                    _fields.Skip();
                    break;
            }
        }

        Add("producer", _producer);
        Add("operator sets", string.Join(", ", _operatorSets));
        Add("nodes", _nodes.ToString("N0", CultureInfo.InvariantCulture));
        Add("weights", _weights.ToString("N0", CultureInfo.InvariantCulture));
    }

    private void Add(string name, string value)
    {
        if (value.Length > 0)
        {
            _facts.Add(new KeyValuePair<string, string>(name, value));
        }
    }

    private void ReadGraph(long end)
    {
        while (_fields.TryRead(end))
        {
            if (_fields.Field == 2)
            {
                Add("graph", _fields.ReadText());
                continue;
            }

            _nodes += _fields.Field == 1 ? 1 : 0;
            _weights += _fields.Field == 5 ? 1 : 0;
            _fields.Skip();
        }
    }

    private void ReadOperatorSet(long end)
    {
        string domain = "";
        long version = 0;
        while (_fields.TryRead(end))
        {
            if (_fields.Field == 1)
            {
                domain = _fields.ReadText();
                continue;
            }

            version = _fields.Field == 2 ? _fields.Number : version;
            _fields.Skip();
        }

        _operatorSets.Add(string.Create(CultureInfo.InvariantCulture, $"{(domain.Length == 0 ? "ai.onnx" : domain)} {version}"));
    }

    private void ReadMetadata(long end)
    {
        string key = "";
        string value = "";
        while (_fields.TryRead(end))
        {
            switch (_fields.Field)
            {
                case 1:
                    key = _fields.ReadText();
                    break;
                case 2:
                    value = _fields.ReadText();
                    break;
                default:
                    _fields.Skip();
                    break;
            }
        }

        _metadata[key] = value;
    }
}
