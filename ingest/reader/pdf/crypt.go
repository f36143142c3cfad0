package pdf

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
)

// decrypter opens the streams of a file that is encrypted with an empty user
// password: such files only forbid changes or printing. Strings are not
// decrypted, as no text of a page stands in one outside its streams.
type decrypter struct {
	key    []byte
	method string // None, V2, AESV2 or AESV3
	meta   bool   // metadata is encrypted too
}

// padding fills passwords up, ISO 32000-1 algorithm 2.
const padding = "\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A"

// newDecrypter derives the key of the standard security handler; ErrEncrypted
// where an empty password does not open the file.
func newDecrypter(f *file, e dict) (*decrypter, error) {
	if f.get(e["Filter"]) != name("Standard") {
		return nil, ErrEncrypted
	}
	str := func(k name) []byte { s, _ := f.get(e[k]).(text); return []byte(s) }
	version, revision := int(number(f.get(e["V"]))), int(number(f.get(e["R"])))
	d := &decrypter{method: "V2", meta: true}
	length := 5
	if n := int(number(f.get(e["Length"]))); n >= 40 && n <= 256 {
		length = n / 8
	}
	switch version {
	case 1:
		length = 5
	case 2, 3:
	case 4, 5:
		filters := f.dict(e["CF"])
		used, _ := f.get(e["StmF"]).(name)
		d.method = "None"
		if m, ok := f.get(f.dict(filters[used])["CFM"]).(name); ok && used != "Identity" {
			d.method = string(m)
		}
		length = 16
	default:
		return nil, ErrEncrypted
	}
	if m, ok := f.get(e["EncryptMetadata"]).(bool); ok {
		d.meta = m
	}
	o, u := str("O"), str("U")
	if version == 5 {
		key, ok := keyOfRevision6(revision, u, str("UE"))
		if !ok {
			return nil, ErrEncrypted
		}
		d.key = key
		return d, nil
	}
	if len(o) < 32 || len(u) < 16 {
		return nil, ErrEncrypted
	}
	id := []byte{}
	if ids := f.array(f.trailer["ID"]); len(ids) > 0 {
		s, _ := f.get(ids[0]).(text)
		id = []byte(s)
	}
	var permissions []byte
	if p, ok := f.get(e["P"]).(float64); ok {
		// The number may be written signed or unsigned.
		permissions = binary.LittleEndian.AppendUint32(nil, uint32(int64(p)))
	}
	h := md5.New()
	h.Write([]byte(padding))
	h.Write(o[:32])
	h.Write(permissions)
	h.Write(id)
	if revision >= 4 && !d.meta {
		h.Write([]byte{0xff, 0xff, 0xff, 0xff})
	}
	key := h.Sum(nil)
	length = min(length, 16)
	if revision >= 3 {
		for range 50 {
			sum := md5.Sum(key[:length])
			key = sum[:]
		}
	}
	d.key = key[:length]
	if !d.opens(revision, u, id) {
		return nil, ErrEncrypted
	}
	return d, nil
}

// opens checks the key against the entry U, algorithms 4 to 6.
func (d *decrypter) opens(revision int, u, id []byte) bool {
	if revision < 3 {
		return len(u) >= 32 && bytes.Equal(rc4Bytes(d.key, []byte(padding)), u[:32])
	}
	sum := md5.Sum(append([]byte(padding), id...))
	want := sum[:]
	for i := range 20 {
		key := bytes.Clone(d.key)
		for j := range key {
			key[j] ^= byte(i)
		}
		want = rc4Bytes(key, want)
	}
	return bytes.Equal(want, u[:16])
}

// keyOfRevision6 opens the file key with an empty password, algorithms 2.A
// and 2.B of ISO 32000-2; revision 5 is its predecessor with a plain hash.
func keyOfRevision6(revision int, u, ue []byte) ([]byte, bool) {
	if len(u) < 48 || len(ue) < 32 {
		return nil, false
	}
	hash := func(salt []byte) []byte {
		sum := sha256.Sum256(salt)
		if revision < 6 {
			return sum[:]
		}
		return hardened(sum[:])
	}
	if !bytes.Equal(hash(u[32:40]), u[:32]) {
		return nil, false
	}
	block, err := aes.NewCipher(hash(u[40:48]))
	if err != nil {
		return nil, false
	}
	key := make([]byte, 32)
	cipher.NewCBCDecrypter(block, make([]byte, aes.BlockSize)).CryptBlocks(key, ue[:32])
	return key, true
}

// hardened is algorithm 2.B for an empty password and no owner key.
func hardened(k []byte) []byte {
	for round := 0; ; round++ {
		k1 := bytes.Repeat(k, 64)
		block, err := aes.NewCipher(k[:16])
		if err != nil {
			return nil
		}
		e := make([]byte, len(k1))
		cipher.NewCBCEncrypter(block, k[16:32]).CryptBlocks(e, k1)
		sum := 0
		for _, c := range e[:16] {
			sum += int(c)
		}
		switch sum % 3 {
		case 0:
			s := sha256.Sum256(e)
			k = s[:]
		case 1:
			s := sha512.Sum384(e)
			k = s[:]
		default:
			s := sha512.Sum512(e)
			k = s[:]
		}
		if round >= 63 && int(e[len(e)-1]) <= round-31 {
			return k[:32]
		}
	}
}

func rc4Bytes(key, data []byte) []byte {
	c, err := rc4.NewCipher(key)
	if err != nil {
		return nil
	}
	out := make([]byte, len(data))
	c.XORKeyStream(out, data)
	return out
}

// stream decrypts the bytes of a stream.
func (d *decrypter) stream(s *stream) []byte {
	kind := s.dict["Type"]
	if d.method == "None" || d.method == "Identity" || kind == name("XRef") || kind == name("Metadata") && !d.meta {
		return s.raw
	}
	key := d.key
	if d.method != "AESV3" {
		salted := append(bytes.Clone(d.key), byte(s.id.num), byte(s.id.num>>8), byte(s.id.num>>16), byte(s.id.gen), byte(s.id.gen>>8))
		if d.method == "AESV2" {
			salted = append(salted, "sAlT"...)
		}
		sum := md5.Sum(salted)
		key = sum[:min(len(d.key)+5, 16)]
	}
	if d.method == "V2" {
		return rc4Bytes(key, s.raw)
	}
	if len(s.raw) < 2*aes.BlockSize {
		return nil
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil
	}
	body := s.raw[aes.BlockSize:]
	body = body[:len(body)/aes.BlockSize*aes.BlockSize]
	out := make([]byte, len(body))
	cipher.NewCBCDecrypter(block, s.raw[:aes.BlockSize]).CryptBlocks(out, body)
	if n := int(out[len(out)-1]); n >= 1 && n <= aes.BlockSize {
		out = out[:len(out)-n]
	}
	return out
}
